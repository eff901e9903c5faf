#include "rl/experience/vector_env.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "nn/parallel/workers.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(vector_env)

namespace {
constexpr double left[] = {0};
}

// The same copy behaves the same however many stand beside it.
BOOST_AUTO_TEST_CASE(no_copy_depends_on_the_others) {
    rl::VectorEnv one("CartPole-v1", 1, 7), many("CartPole-v1", 5, 7);
    for (int t = 0; t < 100; ++t) {
        BOOST_TEST(same_bits(one.observations(), many.observations().rows(0, 1)));
        for (int i = 0; i < 5; ++i) many.step(i, left);
        one.step(0, left);
    }
    BOOST_TEST(!same_bits(many.observations().rows(0, 1), many.observations().rows(1, 2)));
    BOOST_TEST(same_bits(many.observations(std::array{3, 1}).rows(0, 1), many.observations().rows(3, 4)));
    BOOST_TEST(one.noise(0).uniform() == many.noise(0).uniform());
    BOOST_TEST(many.noise(1).uniform() != many.noise(2).uniform());
}

BOOST_AUTO_TEST_CASE(the_observation_at_the_end_is_the_final_one_and_the_next_is_of_a_new_episode) {
    rl::VectorEnv env("CartPole-v1", 1, 3);
    double total = 0;
    for (int length = 1;; ++length) {
        const auto result = env.step(0, left);
        total += result.step.reward;
        BOOST_TEST(result.episode_return == total);
        BOOST_TEST(result.episode_length == length);
        if (!result.step.terminated) continue;
        BOOST_TEST(std::abs(result.next_observation[2]) > 0.2);     // fallen
        BOOST_TEST(std::abs(env.observations().at(0, 2)) <= 0.05);  // begun again
        BOOST_TEST(env.step(0, left).episode_length == 1);
        break;
    }
}

BOOST_AUTO_TEST_CASE(a_saved_copy_goes_on_alike_through_the_end_of_its_episode) {
    rl::VectorEnv env("CartPole-v1", 2, 3);
    for (int t = 0; t < 4; ++t) env.step(1, left), env.noise(1).normal();
    const rl::VectorEnv::State saved = env.state(1);
    rl::VectorEnv other("CartPole-v1", 2, 3);
    other.restore(1, saved);
    for (int t = 0; t < 50; ++t) {
        const auto a = env.step(1, left), b = other.step(1, left);
        BOOST_TEST(a.episode_return == b.episode_return);
        BOOST_TEST(env.noise(1).uniform() == other.noise(1).uniform());
        BOOST_TEST((env.state(1) == other.state(1)));
    }
}

// Where a step draws random numbers, they come from the copy's own stream.
BOOST_AUTO_TEST_CASE(what_is_random_within_a_step_belongs_to_the_copy) {
    const auto make = [] { return std::make_unique<WindyEnv>(); };
    rl::VectorEnv one(make, 1, 3), two(make, 2, 3);
    const auto hold = [](rl::VectorEnv& env, int i) { return env.step(i, std::array{0.1}); };
    bool apart = false;
    for (int t = 0; t < 20; ++t) {
        const double alone = hold(one, 0).episode_return, beside = hold(two, 0).episode_return;
        BOOST_TEST(alone == beside);
        apart = apart || hold(two, 1).episode_return != beside;
    }
    BOOST_TEST(apart);
    BOOST_TEST((one.state(0) == two.state(0)));
    BOOST_TEST(one.state(0).random_position > 20u);

    rl::VectorEnv other(make, 1, 3);
    other.restore(0, one.state(0));
    for (int t = 0; t < 60; ++t) {  // past the end of an episode
        BOOST_TEST(hold(one, 0).episode_return == hold(other, 0).episode_return);
        BOOST_TEST((one.state(0) == other.state(0)));
    }
}

// So many that they are worth waking the workers.
BOOST_AUTO_TEST_CASE(all_copies_step_together_as_they_would_alone_with_any_number_of_threads) {
    const int count = 1000;
    rl::VectorEnv alone("CartPole-v1", count, 5);
    std::vector<rl::VectorEnv> together;
    const std::array threads{1, 2, 3, 8};
    for (std::size_t k = 0; k < threads.size(); ++k) together.emplace_back("CartPole-v1", count, 5);
    nn::Rng rng(1, "test");
    for (int t = 0; t < 40; ++t) {
        ad::Tensor actions = ad::Tensor::uninitialized({count, 1});
        for (ad::Real& a : actions.write()) a = static_cast<ad::Real>(rng.below(2));
        std::vector<int> running;
        for (int i = 0; i < count; ++i)
            if ((i + t) % 7 != 0) running.push_back(i);
        const ad::Tensor theirs = ad::gather_rows(actions, running);
        for (const int i : running) {
            const double action = actions[i];
            alone.step(i, std::span(&action, 1));
        }
        for (std::size_t k = 0; k < threads.size(); ++k) {
            nn::set_threads(threads[k]);
            const auto results = together[k].step(theirs, running);
            BOOST_REQUIRE(results.size() == running.size());
            for (std::size_t row = 0; row < results.size(); ++row)
                BOOST_REQUIRE(results[row].episode_return == alone.state(running[row]).episode_return ||
                              results[row].step.terminated);
            for (int i = 0; i < count; ++i) BOOST_REQUIRE((together[k].state(i) == alone.state(i)));
        }
    }
    nn::set_threads(1);
    BOOST_CHECK_THROW(alone.step(ad::Tensor::zeros({3, 1}), std::array{0, 1}), ad::ShapeError);
}

BOOST_AUTO_TEST_CASE(at_least_one_copy) {
    BOOST_CHECK_THROW(rl::VectorEnv("CartPole-v1", 0, 1), std::invalid_argument);
    BOOST_CHECK_THROW(rl::VectorEnv("CartPole-v1", -1, 1), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
