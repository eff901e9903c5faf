#include "rl/envs/mujoco/walker2d.hpp"

#include "tests/rl/envs/mujoco/replay.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(walker2d)

using mujoco_replay::Moment;

BOOST_AUTO_TEST_CASE(it_is_upright_within_its_heights_and_its_pitch) {
    rl::Walker2d env;
    int low = 0, high = 0, leaning = 0, upright = 0;
    const auto moment = [](nn::Rng& rng) {
        return Moment{{0, rng.uniform(0.7, 2.1), rng.uniform(-1.2, 1.2), -1.2, -2, 0, -1.2, -2, 0},
                      {1, 0, 0, 0, 0, 15, 0, 0, 0}};
    };
    mujoco_replay::step_from(
        env, 200, moment, [&](const Moment& before, const Moment& after, const rl::Step& step, const auto& action) {
            const double z = after.qpos[1], pitch = after.qpos[2];
            low += z <= 0.8, high += z >= 2, leaning += std::abs(pitch) >= 1;
            const bool healthy = 0.8 < z && z < 2 && std::abs(pitch) < 1;
            upright += healthy;
            BOOST_TEST(step.terminated == !healthy);
            const double reward =
                (after.qpos[0] - before.qpos[0]) / 0.008 + healthy - 1e-3 * mujoco_replay::squares(action);
            BOOST_TEST(std::abs(step.reward - reward) <= 1e-12);
            for (std::size_t i = 0; i < 8; ++i) BOOST_TEST(env.observation()[i] == after.qpos[i + 1]);
            for (std::size_t i = 0; i < 9; ++i)
                BOOST_TEST(env.observation()[8 + i] == std::clamp(after.qvel[i], -10.0, 10.0));
        });
    BOOST_TEST(std::min({low, high, leaning, upright}) > 3);
}

BOOST_AUTO_TEST_CASE(its_bounds_are_0_8_and_2_metres_and_a_radian) {
    rl::Walker2d env;
    const std::vector<double> well{150, 1.25, 0, -1.2, -2, 0, -1.2, -2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, still(6);
    const auto bound = [&](std::size_t k, double beyond) {
        std::vector<double> ended = well;
        ended[k] = beyond;
        edge(env, well, ended, still);
        return env.recordable()[k];
    };
    BOOST_TEST(std::abs(bound(1, 0.7) - 0.8) < 1e-9);
    BOOST_TEST(std::abs(bound(1, 2.1) - 2) < 1e-9);
    for (const double side : {-1, 1}) BOOST_TEST(std::abs(bound(2, side * 1.2) - side) < 1e-9);
}

BOOST_AUTO_TEST_CASE(episodes_begin_upright) {
    rl::Walker2d env;
    mujoco_replay::check_beginnings(env, {0, 1.25, 0, 0, 0, 0, 0, 0, 0}, 5e-3, mujoco_replay::Noise::uniform, 5e-3);
}

BOOST_AUTO_TEST_SUITE_END()
