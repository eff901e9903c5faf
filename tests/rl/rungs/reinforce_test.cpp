#include "rl/rungs/reinforce.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "rl/experience/advantage.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(reinforce)

namespace {

// Episodes of one step each: observation 1, and the action, a number of the columns of a bandit, earns itself.
rl::Rollout bandit(const rl::Policy& policy, const Tensor& theta, int n, nn::Rng& rng) {
    rl::Rollout rollout;
    rollout.observations = Tensor::full({n, 1}, 1);
    rollout.actions = rl::sample(policy(theta, rollout.observations), rng);
    rollout.final_observations = rollout.observations;
    for (int i = 0; i < n; ++i) {
        rollout.rewards.push_back(double{rollout.actions[i]});
        rollout.segments.push_back({i, i + 1, true, false});
    }
    return rollout;
}

}  // namespace

// A bandit: two actions, one earns 1, the other nothing. The policy must come to prefer the one that pays.
BOOST_AUTO_TEST_CASE(it_learns_which_action_pays_with_every_baseline_and_optimizer) {
    for (const std::string& kind : rl::baselines())
        for (const std::string& optimizer : nn::optimizers()) {
            const rl::NetworkPolicy policy(unbounded(1), rl::Discrete{2}, {.network = {.hidden = {4}}});
            nn::Rng rng(1, "test");
            Tensor theta = policy.layout().initial(rng);
            const auto climber = nn::make_optimizer(optimizer, optimizer == "sgd" ? 1.0 : 0.05);
            rl::Baseline baseline(kind, unbounded(1), {}, 1);
            for (int i = 0; i < 40; ++i)
                rl::reinforce(policy, theta, bandit(policy, theta, 200, rng), baseline, *climber, 0.99);
            const Tensor p = exp(rl::log_prob(policy(theta, Tensor::full({1, 1}, 1)), Tensor::full({1, 1}, 1))).value();
            BOOST_TEST(p[0] > 0.95, kind << ", " << optimizer << ": " << p[0]);
        }
}

// With a baseline fitted to the batch before, the second step climbs E[ ∇ log π (G − b) ] with the first batch's b.
BOOST_AUTO_TEST_CASE(its_baseline_is_that_of_the_batch_before) {
    const rl::NetworkPolicy policy(unbounded(1), rl::Discrete{2}, {.network = {.hidden = {4}}});
    nn::Rng rng(1, "test");
    Tensor theta = policy.layout().initial(rng);
    rl::Baseline baseline("constant", unbounded(1), {}, 1);
    nn::Sgd sgd({.learning_rate = 0.5});
    const rl::Rollout first = bandit(policy, theta, 50, rng), second = bandit(policy, theta, 50, rng);
    rl::reinforce(policy, theta, first, baseline, sgd, 1);
    double mean = 0;
    for (const double r : first.rewards) mean += r / 50;
    BOOST_TEST(std::abs(baseline.constant() - mean) < 1e-12);

    const Tensor before = theta;
    const rl::Batch centred = rl::make_batch(second, rl::difference(second.rewards, std::vector<double>(50, mean)));
    const Tensor g = rl::policy_gradient(policy, theta, centred);
    rl::reinforce(policy, theta, second, baseline, sgd, 1);
    BOOST_TEST(ad::norm(theta - before - Real{0.5} * g) <=
               1e3 * std::numeric_limits<Real>::epsilon() * ad::norm(before));
}

// The optimal constant is one of the scores of the policy that acted, and the step leaves that policy behind.
BOOST_AUTO_TEST_CASE(its_optimal_baseline_is_fitted_at_the_policy_that_acted) {
    const rl::NetworkPolicy policy(unbounded(1), rl::Discrete{2}, {.network = {.hidden = {4}}});
    nn::Rng rng(1, "test");
    Tensor theta = policy.layout().initial(rng);
    const Tensor acted = theta;
    const rl::Rollout rollout = bandit(policy, theta, 50, rng);
    rl::Baseline baseline("optimal", unbounded(1), {}, 1);
    nn::Sgd sgd({.learning_rate = 5});
    rl::reinforce(policy, theta, rollout, baseline, sgd, 1);
    BOOST_TEST(baseline.constant() == rl::optimal_constant(policy, acted, rollout, rollout.rewards));
    BOOST_TEST(std::abs(baseline.constant() - rl::optimal_constant(policy, theta, rollout, rollout.rewards)) > 0.01);
}

BOOST_AUTO_TEST_SUITE_END()
