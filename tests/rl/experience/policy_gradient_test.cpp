#include "rl/experience/policy_gradient.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "autodiff/transforms.hpp"
#include "rl/experience/old_policy.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(policy_gradient)

// Against the mean of the scores written out one sample at a time.
BOOST_AUTO_TEST_CASE(it_is_the_mean_of_score_times_weight) {
    for (const rl::Space& space : {rl::Space(rl::Discrete{3}), rl::Space(unbounded(2))}) {
        PolicyAndBatch s(space, 40);
        Tensor expected = Tensor::zeros(s.theta.shape());
        for (int i = 0; i < 40; ++i) {
            ad::Tape tape;
            const ad::Var theta = tape.variable(s.theta);
            const auto pi = s.policy(theta, s.batch.observations.rows(i, i + 1));
            const Tensor score = ad::grad(rl::log_prob(pi, s.batch.actions.rows(i, i + 1)), theta);
            expected = expected + (s.batch.advantages[i] / 40) * score;
        }
        const Tensor g = rl::policy_gradient(s.policy, s.theta, s.batch);
        BOOST_TEST(ad::norm(g - expected) <= 1e4 * std::numeric_limits<Real>::epsilon() * ad::norm(expected));

        const Tensor before = s.theta;
        nn::Sgd sgd({.learning_rate = 1e-2});
        const rl::PolicyGradientStats stats = rl::ascend(s.policy, s.theta, s.batch, sgd);
        BOOST_TEST(same_bits(s.theta, before + Real(1e-2) * g));
        BOOST_TEST(stats.gradient_norm == ad::norm(g));
        const rl::OldPolicy old(s.policy, before, s.batch);
        BOOST_TEST((stats.applied && stats.kl == old.mean_kl(s.theta) && stats.entropy == old.mean_entropy()));
    }
}

BOOST_AUTO_TEST_CASE(weights_of_zero_leave_theta_where_it_is) {
    PolicyAndBatch s(rl::Discrete{2}, 50);
    s.batch.advantages = Tensor::zeros({50});
    const Tensor before = s.theta;
    nn::Adam adam({});
    BOOST_TEST(rl::ascend(s.policy, s.theta, s.batch, adam).kl == 0);
    BOOST_TEST(same_bits(s.theta, before));
}

// Nor is one whose square overflows: Adam would remember it for ever.
BOOST_AUTO_TEST_CASE(a_gradient_that_is_not_finite_is_not_followed) {
    for (const Real a : {std::numeric_limits<Real>::quiet_NaN(), std::numeric_limits<Real>::infinity(),
                         std::numeric_limits<Real>::max() / 1000}) {
        PolicyAndBatch s(rl::Discrete{2}, 50);
        const Tensor before = s.theta, ordinary = s.batch.advantages;
        s.batch.advantages = a * ordinary;
        nn::Adam adam({});
        BOOST_TEST(!rl::ascend(s.policy, s.theta, s.batch, adam).applied);
        BOOST_TEST(same_bits(s.theta, before));
        s.batch.advantages = ordinary;
        BOOST_TEST(rl::ascend(s.policy, s.theta, s.batch, adam).kl > 0);  // and training goes on
    }
}

BOOST_AUTO_TEST_CASE(a_step_to_where_theta_is_not_finite_is_not_taken) {
    PolicyAndBatch s(rl::Discrete{2}, 50);
    s.batch.advantages = Real(1000) * s.batch.advantages;
    const Tensor before = s.theta;
    nn::Sgd sgd({.learning_rate = std::numeric_limits<Real>::max()});
    BOOST_TEST(!rl::ascend(s.policy, s.theta, s.batch, sgd).applied);
    BOOST_TEST(same_bits(s.theta, before));
}

BOOST_AUTO_TEST_SUITE_END()
