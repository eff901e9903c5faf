#include "rl/experience/entropy_bonus.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "rl/experience/policy_gradient.hpp"
#include "rl/runs/trainer.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(entropy_bonus)

// Each state with each action as often as the policy takes it, so that the mean over the batch is the expectation itself: the
// bonus adds β times the gradient of the entropy to the policy gradient, and nothing for β = 0.
BOOST_AUTO_TEST_CASE(in_the_policy_gradient_it_is_the_gradient_of_the_entropy) {
    const rl::NetworkPolicy policy(unbounded(2), rl::Discrete{2}, {.network = {.hidden = {}}});
    Tensor theta = Tensor::zeros({policy.layout().size()});
    theta.write().back() = static_cast<Real>(std::log(3.0));  // a bias: probabilities 1/4 and 3/4 in every state
    nn::Rng rng(1, "test");
    const int states = 300, n = 4 * states;  // more than a shard has
    const Tensor each = random_tensor({states, 2}, rng);
    Tensor observations = Tensor::uninitialized({n, 2}), actions = Tensor::uninitialized({n, 1});
    auto x = observations.write();
    auto a = actions.write();
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j < 2; ++j) x[static_cast<std::size_t>(2 * i + j)] = each.at(i / 4, j);
        a[static_cast<std::size_t>(i)] = i % 4 == 0 ? 0 : 1;
    }
    const rl::Batch plain{observations, actions, random_tensor({n}, rng)};
    const double beta = 0.3;
    const Tensor added = rl::policy_gradient(policy, theta, rl::with_entropy_bonus(plain, policy, theta, beta)) -
                         rl::policy_gradient(policy, theta, plain);
    ad::Tape tape;
    const ad::Var at = tape.variable(theta);
    const Tensor expected = ad::grad(ad::mean(rl::entropy(policy(at, observations)), 0), at);
    BOOST_TEST(ad::norm(added - static_cast<Real>(beta) * expected) <
               1e4 * std::numeric_limits<Real>::epsilon() * ad::norm(expected));
    // What is added has mean 0 over the actions of a state, so that it is no reason to be anywhere.
    const Tensor bonus = rl::with_entropy_bonus(plain, policy, theta, beta).advantages - plain.advantages;
    for (int i = 0; i < n; i += 4)
        BOOST_TEST(std::abs(bonus[i] + bonus[i + 1] + bonus[i + 2] + bonus[i + 3]) <
                   100 * std::numeric_limits<Real>::epsilon());
    BOOST_TEST(ad::norm(rl::with_entropy_bonus(plain, policy, theta, 0).advantages - plain.advantages) == 0);
}

BOOST_AUTO_TEST_CASE(a_batch_whose_parts_do_not_fit_is_refused) {
    const PolicyAndBatch s(rl::Discrete{3}, 10);
    rl::Batch batch = s.batch;
    batch.advantages = batch.advantages.rows(0, 9);
    BOOST_CHECK_THROW(rl::with_entropy_bonus(batch, s.policy, s.theta, 1), std::invalid_argument);
}

// Where nothing else says what is better, the policy stays undecided.
BOOST_AUTO_TEST_CASE(a_run_keeps_its_entropy_up) {
    for (const char* algorithm : {"npg", "trpo", "ppo"}) {
        const auto entropy = [&](const char* bonus) {
            rl::TrainConfig config = small_run(algorithm, 3);
            rl::set(config, "entropy_bonus", bonus);
            rl::Trainer trainer(config);
            for (int i = 0; i < 8; ++i) trainer.iterate();
            return trainer.iterate().entropy.value();
        };
        BOOST_TEST(entropy("2") > entropy("0"), algorithm);
    }
}

BOOST_AUTO_TEST_CASE(a_vine_has_none) {
    rl::TrainConfig config = small_run("trpo");
    rl::set(config, "estimator", "vine");
    rl::set(config, "entropy_bonus", "0.1");
    BOOST_CHECK_THROW(rl::Trainer trainer(config), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
