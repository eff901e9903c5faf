#include "rl/envs/mujoco/hopper.hpp"

#include "tests/rl/envs/mujoco/replay.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(hopper)

using mujoco_replay::Moment;

BOOST_AUTO_TEST_CASE(trajectories_are_those_of_gymnasium) {
    rl::Hopper env;
    mujoco_replay::check_agreement(env);
}

BOOST_AUTO_TEST_CASE(it_is_upright_above_its_height_within_its_pitch_and_with_nothing_beyond_100) {
    rl::Hopper env;
    int low = 0, leaning = 0, fast = 0, upright = 0;
    const auto moment = [](nn::Rng& rng) {
        const double speed = rng.uniform() < 0.2 ? 120 : 0;  // of the ankle
        return Moment{{0, rng.uniform(0.6, 1.5), rng.uniform(-0.3, 0.3), -1.2, -2, 0}, {1, 0, 0, 0, 0, speed}};
    };
    mujoco_replay::step_from(
        env, 200, moment, [&](const Moment& before, const Moment& after, const rl::Step& step, const auto& action) {
            const double z = after.qpos[1], pitch = after.qpos[2];
            const bool too_fast =
                std::any_of(after.qvel.begin(), after.qvel.end(), [](double v) { return std::abs(v) >= 100; });
            low += z <= 0.7, leaning += std::abs(pitch) >= 0.2, fast += too_fast;
            const bool healthy = z > 0.7 && std::abs(pitch) < 0.2 && !too_fast;
            upright += healthy;
            BOOST_TEST(step.terminated == !healthy);
            const double reward =
                (after.qpos[0] - before.qpos[0]) / 0.008 + healthy - 1e-3 * mujoco_replay::squares(action);
            BOOST_TEST(std::abs(step.reward - reward) <= 1e-12);
            for (std::size_t i = 0; i < 6; ++i)
                BOOST_TEST(env.observation()[5 + i] == std::clamp(after.qvel[i], -10.0, 10.0));
        });
    BOOST_TEST_MESSAGE(low << " low, " << leaning << " leaning, " << fast << " fast, " << upright << " upright");
    BOOST_TEST(std::min({low, leaning, fast, upright}) > 3);
}

// Each bound by itself, in the air with its leg drawn up. How far it has come has none.
BOOST_AUTO_TEST_CASE(its_bounds_are_0_7_metres_a_fifth_of_a_radian_and_100) {
    rl::Hopper env;
    const std::vector<double> well{150, 1.25, 0, -1.2, -2, 0, 0, 0, 0, 0, 0, 0}, still{0, 0, 0};
    const auto bound = [&](std::size_t k, double beyond) {
        std::vector<double> ended = well;
        ended[k] = beyond;
        edge(env, well, ended, still);
        return env.recordable()[k];
    };
    BOOST_TEST(std::abs(bound(1, 0.6) - 0.7) < 1e-9);
    for (const double side : {-1, 1}) {
        BOOST_TEST(std::abs(bound(2, side * 0.3) - side * 0.2) < 1e-9);
        BOOST_TEST(std::abs(bound(6, side * 150) - side * 100) < 1e-9);  // of x alone: it meets nothing
    }
}

BOOST_AUTO_TEST_CASE(episodes_begin_upright) {
    rl::Hopper env;
    mujoco_replay::check_beginnings(env, {0, 1.25, 0, 0, 0, 0}, 5e-3, mujoco_replay::Noise::uniform, 5e-3);
}

BOOST_AUTO_TEST_SUITE_END()
