#include "rl/reinforce.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "fixtures.hpp"

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(reinforce)

// A bandit: two actions, one earns 1, the other nothing. The policy must come to prefer the one that pays.
BOOST_AUTO_TEST_CASE(it_learns_which_action_pays) {
    const rl::Policy policy(unbounded(1), rl::Discrete{2}, {.hidden = {4}});
    nn::Rng rng(1, "test");
    Tensor theta = policy.layout().initial(rng);
    nn::Adam adam({.learning_rate = 0.05});
    const Tensor observations = Tensor::full({200, 1}, 1);
    for (int i = 0; i < 40; ++i) {
        const Tensor actions = rl::sample(policy(theta, observations), rng);
        rl::reinforce(policy, theta, {observations, actions, actions.reshaped({200})}, adam);
    }
    const Tensor p = exp(rl::log_prob(policy(theta, observations), Tensor::full({200, 1}, 1))).value();
    BOOST_TEST(p[0] > 0.95);
}

// The gradient that it follows, against the mean of the scores written out one sample at a time.
BOOST_AUTO_TEST_CASE(its_gradient_is_the_mean_of_score_times_centred_return) {
    PolicyAndBatch s(rl::Discrete{3}, 40);
    double b = 0;
    for (const Real G : s.batch.advantages.values()) b += double{G} / 40;
    Tensor expected = Tensor::zeros(s.theta.shape());
    for (int i = 0; i < 40; ++i) {
        ad::Tape tape;
        const ad::Var theta = tape.variable(s.theta);
        const auto pi = s.policy(theta, s.batch.observations.rows(i, i + 1));
        const Tensor score = ad::grad(rl::log_prob(pi, s.batch.actions.rows(i, i + 1)), theta);
        expected = expected + static_cast<Real>((s.batch.advantages[i] - b) / 40) * score;
    }
    const Tensor before = s.theta;
    nn::Adam adam({.learning_rate = 1e-3});
    const rl::ReinforceStats stats = rl::reinforce(s.policy, s.theta, s.batch, adam);
    // Adam's first step moves every coordinate by the learning rate, in the direction of its gradient.
    for (std::ptrdiff_t i = 0; i < before.size(); ++i)
        if (std::abs(expected[i]) > 1e-4) BOOST_TEST((s.theta[i] - before[i] > 0) == (expected[i] > 0));
    BOOST_TEST(std::abs(stats.gradient_norm - ad::norm(expected)) <=
               1e4 * std::numeric_limits<Real>::epsilon() * ad::norm(expected));
    BOOST_TEST(stats.kl > 0);
}

// Nor is one whose square overflows: Adam would remember it for ever.
BOOST_AUTO_TEST_CASE(a_gradient_that_is_not_finite_is_not_followed) {
    for (const Real a : {std::numeric_limits<Real>::quiet_NaN(), std::numeric_limits<Real>::infinity(),
                         std::numeric_limits<Real>::max() / 1000}) {
        PolicyAndBatch s(rl::Discrete{2}, 50);
        const Tensor before = s.theta, ordinary = s.batch.advantages;
        s.batch.advantages = a * ordinary;
        nn::Adam adam({});
        BOOST_TEST(!rl::reinforce(s.policy, s.theta, s.batch, adam).applied);
        BOOST_TEST(same_bits(s.theta, before));
        s.batch.advantages = ordinary;
        BOOST_TEST(rl::reinforce(s.policy, s.theta, s.batch, adam).kl > 0);  // and training goes on
    }
}

BOOST_AUTO_TEST_SUITE_END()
