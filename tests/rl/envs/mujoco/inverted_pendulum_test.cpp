#include "rl/envs/mujoco/inverted_pendulum.hpp"

#include "tests/rl/envs/mujoco/replay.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(inverted_pendulum)

using mujoco_replay::Moment;

BOOST_AUTO_TEST_CASE(trajectories_are_those_of_gymnasium) {
    rl::InvertedPendulum env;
    mujoco_replay::check_agreement(env);
}

BOOST_AUTO_TEST_CASE(the_pole_is_up_within_a_fifth_of_a_radian) {
    rl::InvertedPendulum env;
    int up = 0, fallen = 0;
    const auto moment = [](nn::Rng& rng) { return Moment{{0, rng.uniform(-0.3, 0.3)}, {0, 0}}; };
    mujoco_replay::step_from(env, 100, moment,
                             [&](const Moment&, const Moment& after, const rl::Step& step, const auto&) {
                                 const bool falls = std::abs(after.qpos[1]) > 0.2;
                                 up += !falls, fallen += falls;
                                 BOOST_TEST(step.terminated == falls);
                                 BOOST_TEST(step.reward == (falls ? 0 : 1));
                             });
    BOOST_TEST(std::min(up, fallen) > 10);
    for (const double side : {-1, 1}) {
        edge(env, {0, 0, 0, 0}, {0, side * 0.3, 0, 0}, {0});
        BOOST_TEST(std::abs(env.recordable()[1] - side * 0.2) < 1e-12);
    }
}

BOOST_AUTO_TEST_CASE(episodes_begin_with_the_pole_nearly_up) {
    rl::InvertedPendulum env;
    mujoco_replay::check_beginnings(env, {0, 0}, 0.01, mujoco_replay::Noise::uniform, 0.01);
}

BOOST_AUTO_TEST_SUITE_END()
