#include "rl/envs/mujoco/half_cheetah.hpp"

#include "replay.hpp"

BOOST_AUTO_TEST_SUITE(half_cheetah)

BOOST_AUTO_TEST_CASE(trajectories_are_those_of_gymnasium) {
    rl::HalfCheetah env;
    mujoco_replay::check_agreement(env);
}

BOOST_AUTO_TEST_CASE(episodes_begin_near_the_initial_pose) {
    rl::HalfCheetah env;
    nn::Rng rng(2, "environment");
    double most_velocity = 0;
    for (int i = 0; i < 50; ++i) {
        env.reset(rng);
        for (const double q : mujoco_replay::positions(env, 9)) BOOST_TEST(std::abs(q) <= 0.1);
        for (const double v : mujoco_replay::velocities(env, 9, 9))
            most_velocity = std::max(most_velocity, std::abs(v));
    }
    BOOST_TEST(most_velocity > 0.2);  // of 450 numbers of standard deviation 0.1
    BOOST_TEST(most_velocity < 0.5);
}

BOOST_AUTO_TEST_SUITE_END()
