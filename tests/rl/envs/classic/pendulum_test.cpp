#include "rl/envs/classic/pendulum.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(pendulum)

using std::numbers::pi;

// Gymnasium's own trajectories: torques out of bounds, many turns, steps after the end of the episode.
BOOST_AUTO_TEST_CASE(trajectories_are_those_of_gymnasium) {
    const rl::Replay replay = replayed("Pendulum-v1");
    BOOST_TEST(replay.steps > 1000);
    for (const rl::Differences& d : {replay.each_step, replay.rollout}) {
        BOOST_TEST(d.state.most <= 1e-12);
        BOOST_TEST(d.observation.most <= 1e-12);
        BOOST_TEST(d.reward.most <= 1e-12);
        BOOST_TEST(d.flags == 0);
    }
}

// Reckoned by hand: θ̈ = 15 sin θ + 3 u, and the new velocity moves the angle.
BOOST_AUTO_TEST_CASE(a_torque_counts_up_to_2_in_the_motion_and_in_the_cost) {
    rl::Pendulum env;
    for (const double torque : {2.0, 2.5, 1e9}) {
        const Stepped up = step_from(env, {0, 0}, torque);
        BOOST_TEST(std::abs(up.state[1] - 0.3) <= 1e-15);
        BOOST_TEST(std::abs(up.state[0] - 0.015) <= 1e-15);
        BOOST_TEST(std::abs(up.step.reward + 0.004) <= 1e-15);
    }
    BOOST_TEST(step_from(env, {0, 0}, -3).state[1] == -step_from(env, {0, 0}, 2).state[1]);
}

BOOST_AUTO_TEST_CASE(the_cost_is_of_the_state_before_the_step_and_of_the_angle_from_upright) {
    rl::Pendulum env;
    BOOST_TEST(step_from(env, {0, 0}, 0).step.reward == 0);
    BOOST_TEST(std::abs(step_from(env, {pi, 8}, 2).step.reward + 16.2736044) <= 1e-7);  // the worst there is
    for (const double turns : {-3, -1, 1, 2, 50})
        for (const double angle : {-3.0, -0.5, 0.5, 3.0})
            BOOST_TEST(std::abs(step_from(env, {angle + turns * 2 * pi, 1}, 0).step.reward + angle * angle + 0.1) <=
                       1e-12);
    BOOST_TEST(step_from(env, {2.5 + 4 * pi, 8}, 2).state[0] > 2.5 + 4 * pi);  // the state goes on counting
}

BOOST_AUTO_TEST_CASE(the_speed_is_at_most_8) {
    rl::Pendulum env;
    BOOST_TEST(step_from(env, {pi / 2, 7.9}, 2).state[1] == 8);
    BOOST_TEST(step_from(env, {-pi / 2, -7.9}, -2).state[1] == -8);
}

BOOST_AUTO_TEST_CASE(episodes_begin_at_any_angle_and_are_cut_at_200_steps) {
    rl::Pendulum env;
    const Beginnings begun(env);
    BOOST_TEST(begun.uniform(0, -pi, pi));
    BOOST_TEST(begun.uniform(1, -1, 1));
    for (int step = 1; step <= 201; ++step) {
        const double action = 1;
        const rl::Step taken = take_step(env, std::span(&action, 1));
        BOOST_TEST(!taken.terminated);
        BOOST_TEST(taken.truncated == (step >= 200));
    }
    BOOST_TEST(!env.spec().reward_threshold);
    const rl::Box& torque = std::get<rl::Box>(env.spec().action);
    BOOST_TEST((torque.low[0] == -2 && torque.high[0] == 2));
}

BOOST_AUTO_TEST_SUITE_END()
