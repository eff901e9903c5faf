#include "rl/rungs/ppo.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/experience/policy_gradient.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(ppo)

// At θ_old every ratio is 1 and nothing is clipped: the first step on the whole batch is one up the policy gradient.
BOOST_AUTO_TEST_CASE(its_first_step_is_up_the_policy_gradient) {
    for (const rl::Space& space : {rl::Space(rl::Discrete{3}), rl::Space(unbounded(2))}) {
        PolicyAndBatch s(space, 200);
        const Tensor before = s.theta, g = rl::policy_gradient(s.policy, s.theta, s.batch);
        nn::Sgd sgd({.learning_rate = 1e-3});
        nn::Rng rng(1, "test");
        const rl::PpoStats stats =
            rl::ppo(s.policy, s.theta, s.batch, sgd, rng, {.minibatches = {.epochs = 1, .size = 200}});
        BOOST_TEST(ad::norm(s.theta - before - Real(1e-3) * g) <=
                   1e4 * std::numeric_limits<Real>::epsilon() * ad::norm(before));
        BOOST_TEST((stats.applied && stats.kl > 0));
    }
}

// One sample, by itself: its gradient vanishes as soon as its ratio has passed the clip in the direction that pays, so
// plain ascent stops just behind 1 + ε for a positive advantage, and behind 1 − ε for a negative one.
BOOST_AUTO_TEST_CASE(a_sample_stops_pushing_once_its_ratio_has_passed_the_clip) {
    for (const Real A : {Real{1}, Real{-1}}) {
        PolicyAndBatch s(rl::Discrete{3}, 1);
        s.batch.advantages = Tensor::full({1}, A);
        const double old = double{rl::log_prob(s.policy(s.theta, s.batch.observations), s.batch.actions).value()[0]};
        nn::Sgd sgd({.learning_rate = 2e-5});
        nn::Rng rng(1, "test");
        const rl::PpoStats stats =
            rl::ppo(s.policy, s.theta, s.batch, sgd, rng, {.clip = 0.1, .minibatches = {.epochs = 10'000, .size = 1}});
        const double now = double{rl::log_prob(s.policy(s.theta, s.batch.observations), s.batch.actions).value()[0]};
        const double ratio = std::exp(now - old), rim = A > 0 ? 1.1 : 0.9;
        BOOST_TEST((A > 0 ? ratio > rim : ratio < rim));
        BOOST_TEST(std::abs(ratio - rim) < 5e-4);
        BOOST_TEST(stats.clipped == 1);
    }
}

// Away from θ_old a sample counts with ρ Â, unless its ratio has passed the clip in the direction that pays: one that has
// strayed to where it loses is pulled back, however far it is.
BOOST_AUTO_TEST_CASE(only_what_has_gained_enough_stops_pushing) {
    for (const rl::Space& space : {rl::Space(rl::Discrete{3}), rl::Space(unbounded(2))}) {
        const auto after = [&](int steps) {
            PolicyAndBatch s(space, 300);
            nn::Sgd sgd({.learning_rate = 1});
            nn::Rng rng(1, "test");
            const rl::PpoStats stats = rl::ppo(s.policy, s.theta, s.batch, sgd, rng,
                                               {.clip = 0.1, .minibatches = {.epochs = steps, .size = 300}});
            return std::pair(s.theta, stats);
        };
        const PolicyAndBatch s(space, 300);
        const auto [one, stats] = after(1);
        const Tensor two = after(2).first;
        const auto log_prob = [&](const Tensor& theta) {
            return rl::log_prob(s.policy(theta, s.batch.observations), s.batch.actions).value();
        };
        const Tensor before = log_prob(s.theta), now = log_prob(one);
        rl::Batch pushing = s.batch;
        pushing.advantages = Tensor::zeros({300});
        int gained = 0, strayed = 0;
        for (std::ptrdiff_t i = 0; i < 300; ++i) {
            const double A = double{s.batch.advantages[i]}, ratio = std::exp(double{now[i] - before[i]});
            const bool enough = A > 0 ? ratio > 1.1 : ratio < 0.9;
            gained += enough, strayed += A > 0 ? ratio < 0.9 : ratio > 1.1;
            if (!enough) pushing.advantages.write()[static_cast<std::size_t>(i)] = static_cast<Real>(ratio * A);
        }
        BOOST_TEST(std::min(gained, strayed) > 5);
        BOOST_TEST(std::abs(stats.clipped - (gained + strayed) / 300.0) < 1e-6);
        BOOST_TEST(stats.kl == rl::OldPolicy(s.policy, s.theta, s.batch).mean_kl(one));
        const Tensor g = rl::policy_gradient(s.policy, one, pushing);
        BOOST_TEST(ad::norm(two - one - g) <= 1e4 * std::numeric_limits<Real>::epsilon() * ad::norm(one));
    }
}

BOOST_AUTO_TEST_CASE(it_depends_on_its_seed_alone) {
    const auto run = [](std::uint64_t seed) {
        PolicyAndBatch s(rl::Discrete{3}, 100);
        nn::Adam adam({});
        nn::Rng rng(seed, "test");
        rl::ppo(s.policy, s.theta, s.batch, adam, rng, {});
        return s.theta;
    };
    BOOST_TEST(same_bits(run(1), run(1)));
    BOOST_TEST(!same_bits(run(1), run(2)));
}

BOOST_AUTO_TEST_CASE(a_gradient_that_is_not_finite_leaves_theta_as_it_was) {
    for (const Real a : {std::numeric_limits<Real>::quiet_NaN(), std::numeric_limits<Real>::infinity(),
                         std::numeric_limits<Real>::max() / 1000}) {
        PolicyAndBatch s(rl::Discrete{2}, 50);
        const Tensor before = s.theta, ordinary = s.batch.advantages;
        s.batch.advantages = a * ordinary;
        nn::Adam adam({});
        nn::Rng rng(1, "test");
        BOOST_TEST(!rl::ppo(s.policy, s.theta, s.batch, adam, rng, {}).applied);
        BOOST_TEST(same_bits(s.theta, before));
    }
    // Nor is a step taken to where theta is not finite.
    PolicyAndBatch s(rl::Discrete{2}, 50);
    const Tensor before = s.theta;
    nn::Sgd sgd({.learning_rate = std::numeric_limits<double>::infinity()});
    nn::Rng rng(1, "test");
    BOOST_TEST(!rl::ppo(s.policy, s.theta, s.batch, sgd, rng, {.minibatches = {.epochs = 1, .size = 50}}).applied);
    BOOST_TEST(same_bits(s.theta, before));
}

BOOST_AUTO_TEST_SUITE_END()
