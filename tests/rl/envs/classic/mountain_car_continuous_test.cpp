#include "rl/envs/classic/mountain_car_continuous.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(mountain_car_continuous)

// Gymnasium's own trajectories: throttles out of bounds, arrivals, and steps after the end of the episode.
BOOST_AUTO_TEST_CASE(trajectories_are_those_of_gymnasium) {
    const rl::Replay replay = replayed("MountainCarContinuous-v0");
    BOOST_TEST(replay.steps > 1500);
    for (const rl::Differences& d : {replay.each_step, replay.rollout}) {
        BOOST_TEST(d.state.most <= 1e-12);
        BOOST_TEST(d.observation.most <= 1e-12);
        BOOST_TEST(d.reward.most <= 1e-12);
        BOOST_TEST(d.flags == 0);
    }
}

BOOST_AUTO_TEST_CASE(throttle_beyond_1_costs_and_does_not_push) {
    rl::MountainCarContinuous env;
    const Stepped full = step_from(env, {-0.5, 0}, 1), more = step_from(env, {-0.5, 0}, 3);
    BOOST_TEST(full.state == more.state);
    BOOST_TEST(std::abs(full.step.reward + 0.1) <= 1e-15);
    BOOST_TEST(std::abs(more.step.reward + 0.9) <= 1e-15);
    // 0.0015 − 0.0025 cos 1.5, rounded to float
    BOOST_TEST(full.state[1] == double{static_cast<float>(0.00132315699583074275)});
}

BOOST_AUTO_TEST_CASE(the_state_is_float_after_a_step_and_double_before_the_first) {
    rl::MountainCarContinuous env;
    env.begin_at(std::vector<double>{-0.58, 0});
    BOOST_TEST(env.recordable()[0] == -0.58);
    BOOST_TEST(env.observation()[0] == double{-0.58f});
    const Stepped after = step_from(env, {-0.58, 0}, 0.3);
    BOOST_TEST(after.state == after.observation);
    BOOST_TEST(step_from(env, {-1.19, -0.05}, -1).state == (std::vector<double>{double{-1.2f}, 0}));
}

BOOST_AUTO_TEST_CASE(arriving_at_045_is_worth_100) {
    rl::MountainCarContinuous env;
    const Stepped there = step_from(env, {0.44, 0.05}, 0.5);
    BOOST_TEST(there.step.terminated);
    BOOST_TEST(std::abs(there.step.reward - (100 - 0.025)) <= 1e-12);
    BOOST_TEST(!step_from(env, {0.5, -0.03}, 1).step.terminated);
    edge(env, {0.4, 0.03}, {0.5, 0.03}, {0});
    BOOST_TEST(std::abs(env.recordable()[0] - 0.45) < 1e-7);  // it is rounded to float
    edge(env, {0.5, -0.03}, {0.5, 0.03}, {0});
    BOOST_TEST(std::abs(env.recordable()[1]) < 1e-9);
}

BOOST_AUTO_TEST_CASE(episodes_are_cut_at_999_steps) {
    rl::MountainCarContinuous env;
    const Beginnings begun(env);
    BOOST_TEST(begun.uniform(0, -0.6, -0.4));
    BOOST_TEST((begun.low[1] == 0 && begun.high[1] == 0));
    for (int step = 1; step <= 999; ++step) {
        const double action = 0;
        BOOST_TEST(take_step(env, std::span(&action, 1)).truncated == (step == 999));
    }
    BOOST_TEST(*env.spec().reward_threshold == 90);
    const rl::Box& throttle = std::get<rl::Box>(env.spec().action);
    BOOST_TEST((throttle.low[0] == -1 && throttle.high[0] == 1));
}

BOOST_AUTO_TEST_SUITE_END()
