#include "rl/experience/critic.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "rl/experience/advantage.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Real;

BOOST_AUTO_TEST_SUITE(critic)

BOOST_AUTO_TEST_CASE(it_judges_by_gae_and_does_not_learn_by_it) {
    const CartPoleRollout s(200);
    const rl::Critic critic(s.envs.spec().observation, {.gamma = 0.9, .lambda = 0.5, .network = {.hidden = {8}}}, 1);
    const auto V = critic.value(s.rollout.observations), final_V = critic.value(s.rollout.final_observations);
    const auto A = rl::gae(s.rollout, V, final_V, 0.9, 0.5);
    const auto expected = rl::standardized(A);
    const auto [batch, targets, explained] = critic.judge(s.rollout);
    for (std::size_t i = 0; i < A.size(); ++i) {
        BOOST_TEST(batch.advantages.values()[i] == static_cast<Real>(expected[i]));
        BOOST_TEST(targets[i] == A[i] + V[i]);
    }
    BOOST_TEST(explained == rl::explained_variance(V, targets));
    BOOST_TEST(same_bits(batch.observations, s.rollout.observations));
}

BOOST_AUTO_TEST_CASE(it_learns_by_either_method) {
    const CartPoleRollout s(400);
    for (const std::string& method : rl::value_fit_methods()) {
        rl::Critic critic(s.envs.spec().observation, {.network = {.hidden = {16}}, .fit = {.method = method}}, 1);
        const auto targets = critic.judge(s.rollout).targets;
        const auto error = [&] {
            const auto V = critic.value(s.rollout.observations);
            double sum = 0;
            for (std::size_t i = 0; i < V.size(); ++i) sum += (V[i] - targets[i]) * (V[i] - targets[i]);
            return sum;
        };
        const double before = error();
        for (int i = 0; i < 20; ++i) critic.learn(s.rollout.observations, targets);
        BOOST_TEST(error() < 0.5 * before, method);
    }
}

// The first step of Adam moves every parameter by the learning rate; one in a trust region goes as far as the root of its
// radius.
BOOST_AUTO_TEST_CASE(it_learns_by_its_settings) {
    const CartPoleRollout s(400);
    const auto moved = [&](const rl::ValueFitConfig& fit) {
        rl::Critic critic(s.envs.spec().observation, {.network = {.hidden = {16}}, .fit = fit}, 1);
        const ad::Tensor before = critic.phi();
        critic.learn(s.rollout.observations, critic.judge(s.rollout).targets);
        return ad::max_norm(critic.phi() - before);
    };
    const nn::MinibatchConfig one_step{.epochs = 1, .size = 400};
    BOOST_TEST(moved({.minibatches = one_step, .learning_rate = 0.125}) == 0.125, boost::test_tools::tolerance(1e-3));
    BOOST_TEST(moved({.minibatches = {.epochs = 0}}) == 0);
    BOOST_TEST(moved({.minibatches = {.epochs = 2, .size = 100}, .learning_rate = 0.01}) > 0.04);  // of 8 steps
    const double near = moved({.method = "trust_region", .max_change = 1e-6}),
                 far = moved({.method = "trust_region", .max_change = 4e-6});
    BOOST_TEST(far == 2 * near, boost::test_tools::tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(it_begins_as_its_seed_says) {
    const auto begun = [](std::uint64_t seed) {
        return rl::Critic(unbounded(2), {.network = {.hidden = {4}}}, seed).phi();
    };
    BOOST_TEST((same_bits(begun(1), begun(1)) && !same_bits(begun(1), begun(2))));
}

BOOST_AUTO_TEST_CASE(a_method_that_there_is_not_is_refused) {
    BOOST_CHECK_THROW(rl::Critic(unbounded(2), {.fit = {.method = "lbfgs"}}, 1), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
