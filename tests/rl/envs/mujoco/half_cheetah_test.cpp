#include "rl/envs/mujoco/half_cheetah.hpp"

#include "tests/rl/envs/mujoco/replay.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(half_cheetah)

BOOST_AUTO_TEST_CASE(trajectories_are_those_of_gymnasium) {
    rl::HalfCheetah env;
    mujoco_replay::check_agreement(env);
}

BOOST_AUTO_TEST_CASE(episodes_begin_near_the_initial_pose) {
    rl::HalfCheetah env;
    mujoco_replay::check_beginnings(env, std::vector<double>(9), 0.1, mujoco_replay::Noise::normal, 0.1);
}

BOOST_AUTO_TEST_SUITE_END()
