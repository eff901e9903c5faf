#include "rl/envs/mujoco/inverted_double_pendulum.hpp"

#include <mujoco/mujoco.h>

#include "tests/rl/envs/mujoco/replay.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(inverted_double_pendulum)

using mujoco_replay::Moment;

BOOST_AUTO_TEST_CASE(what_it_earns_and_sees_is_of_the_tip_as_mujoco_left_it) {
    rl::InvertedDoublePendulum env;
    const mjModel& model = env.model();
    const std::unique_ptr<mjData, decltype(&mj_deleteData)> data(mj_makeData(&model), mj_deleteData);
    int up = 0, fallen = 0, pushed = 0;
    double lag = 0;
    const auto moment = [](nn::Rng& rng) {  // some at the end of the rail
        return Moment{{rng.uniform(-1.02, 1.02), rng.uniform(-0.9, 0.9), rng.uniform(-0.9, 0.9)},
                      {rng.uniform(-1, 1), rng.uniform(-9, 9), rng.uniform(-12, 12)}};
    };
    const auto check = [&](const Moment& before, const Moment& after, const rl::Step& step, const auto& action) {
        mj_resetData(&model, data.get());
        std::copy(before.qpos.begin(), before.qpos.end(), data->qpos);
        std::copy(before.qvel.begin(), before.qvel.end(), data->qvel);
        mj_forward(&model, data.get());
        data->ctrl[0] = action[0];
        for (int i = 0; i < 5; ++i) mj_step(&model, data.get());
        const double x = data->site_xpos[0], y = data->site_xpos[2], force = data->qfrc_constraint[0];
        BOOST_TEST(step.terminated == (y <= 1));
        up += y > 1, fallen += y <= 1, pushed += force != 0;
        const std::vector<double>&q = after.qpos, &v = after.qvel;
        const double reward =
            (y > 1 ? 10 : 0) - 0.01 * x * x - (y - 2) * (y - 2) - 1e-3 * v[1] * v[1] - 5e-3 * v[2] * v[2];
        BOOST_TEST(std::abs(step.reward - reward) <= 1e-12);
        const auto within = [](double value) { return std::clamp(value, -10.0, 10.0); };
        const double seen[] = {q[0],         std::sin(q[1]), std::sin(q[2]), std::cos(q[1]), std::cos(q[2]),
                               within(v[0]), within(v[1]),   within(v[2]),   within(force)};
        BOOST_TEST(mujoco_replay::largest_difference(env.observation(), seen) <= 1e-12);
        lag = std::max(lag, std::abs(y - 0.6 * (std::cos(q[1]) + std::cos(q[1] + q[2]))));
    };
    mujoco_replay::step_from(env, 400, moment, check);
    // and where the poles lean so far that the tip just stays above its bound
    const std::vector<double> rim = edge(env, std::vector<double>(6), {0, 1, 0, 0, 0, 0}, {0});
    const auto close = [&](nn::Rng& rng) { return Moment{{0, rim[1] + rng.uniform(-0.05, 0.05), 0}, {0, 0, 0}}; };
    mujoco_replay::step_from(env, 100, close, check);
    BOOST_TEST(std::min({up, fallen, pushed}) > 10);
    BOOST_TEST(lag > 1e-4);  // it matters
}

BOOST_AUTO_TEST_CASE(episodes_begin_nearly_upright) {
    rl::InvertedDoublePendulum env;
    mujoco_replay::check_beginnings(env, {0, 0, 0}, 0.1, mujoco_replay::Noise::normal, 0.1);
}

BOOST_AUTO_TEST_SUITE_END()
