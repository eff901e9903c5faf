#include "rl/envs/mujoco/swimmer.hpp"

#include "tests/rl/envs/mujoco/replay.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(swimmer)

using mujoco_replay::Moment;

BOOST_AUTO_TEST_CASE(it_earns_its_velocity_and_pays_for_its_torques) {
    rl::Swimmer env;
    const auto moment = [](nn::Rng& rng) {
        Moment m{std::vector<double>(5), std::vector<double>(5)};
        for (double& q : m.qpos) q = rng.uniform(-1, 1);
        for (double& v : m.qvel) v = rng.uniform(-3, 3);
        return m;
    };
    mujoco_replay::step_from(
        env, 50, moment, [&](const Moment& before, const Moment& after, const rl::Step& step, const auto& action) {
            const double reward = (after.qpos[0] - before.qpos[0]) / 0.04 - 1e-4 * mujoco_replay::squares(action);
            BOOST_TEST(std::abs(step.reward - reward) <= 1e-12);
            BOOST_TEST(!step.terminated);
            for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(env.observation()[i] == after.qpos[i + 2]);
            for (std::size_t i = 0; i < 5; ++i) BOOST_TEST(env.observation()[3 + i] == after.qvel[i]);
        });
}

// Without motors the fluid takes all its motion.
BOOST_AUTO_TEST_CASE(the_fluid_brakes_it) {
    rl::Swimmer env;
    env.begin_at(std::vector<double>{0, 0, 0, 0, 0, 0, 2, 1, 0, 0});
    for (int i = 0; i < 500; ++i) take_step(env, std::vector<double>{0, 0});
    for (const double v : mujoco_replay::velocities(env, 5, 5)) BOOST_TEST(std::abs(v) < 0.2);
}

BOOST_AUTO_TEST_CASE(episodes_begin_nearly_stretched_out_and_at_rest) {
    rl::Swimmer env;
    mujoco_replay::check_beginnings(env, std::vector<double>(5), 0.1, mujoco_replay::Noise::uniform, 0.1);
}

BOOST_AUTO_TEST_SUITE_END()
