#include "rl/envs/mujoco/ant.hpp"

#include <mujoco/mujoco.h>

#include "tests/rl/envs/mujoco/replay.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(ant)

BOOST_AUTO_TEST_CASE(what_it_earns_and_sees_is_what_mujoco_left) {
    rl::Ant env;
    const mjModel& model = env.model();
    const std::unique_ptr<mjData, decltype(&mj_deleteData)> data(mj_makeData(&model), mj_deleteData);
    nn::Rng rng(4, "environment"), choices(4, "test");
    int healthy = 0, unhealthy = 0;
    double contact = 0, lag = 0;
    for (int episode = 0; episode < 4; ++episode) {
        env.reset(rng);
        std::vector<double> physics = env.state().physics;
        if (episode % 2) physics[2] += 0.4;  // from so high that it falls through the ceiling of its heights
        mj_resetData(&model, data.get());
        std::copy_n(physics.begin(), 15, data->qpos);
        std::copy_n(physics.begin() + 15, 14, data->qvel);
        mj_forward(&model, data.get());
        env.begin_at(mujoco_replay::joined({data->qpos, 15}, {data->qvel, 14}));
        for (std::size_t i = 27; i < 105; ++i) BOOST_TEST(env.observation()[i] == 0);
        for (int i = 0; i < 100; ++i) {
            std::vector<double> action(8);
            for (double& a : action) a = choices.uniform(-1.5, 1.5);
            const double x = data->xpos[3];
            std::copy(action.begin(), action.end(), data->ctrl);
            for (int k = 0; k < 5; ++k) mj_step(&model, data.get());
            mj_rnePostConstraint(&model, data.get());
            const rl::Step step = take_step(env, action);
            const double z = data->qpos[2];
            const bool well = 0.2 <= z && z <= 1;
            healthy += well, unhealthy += !well;
            BOOST_TEST(step.terminated == !well);
            std::vector<double> seen(data->qpos + 2, data->qpos + 15);
            seen.insert(seen.end(), data->qvel, data->qvel + 14);
            double cost = 0.5 * mujoco_replay::squares(action);
            for (std::size_t k = 0; k < 14 * 6; ++k) {
                const double force = std::clamp(data->cfrc_ext[k], -1.0, 1.0);
                cost += 5e-4 * force * force, contact = std::max(contact, std::abs(force));
                if (k >= 6) seen.push_back(force);
            }
            BOOST_TEST(mujoco_replay::largest_difference(env.observation(), seen) == 0);
            BOOST_TEST(std::abs(step.reward - ((data->xpos[3] - x) / 0.05 + well - cost)) <= 1e-12);
            lag = std::max(lag, std::abs(data->xpos[3] - data->qpos[0]));
        }
    }
    BOOST_TEST(std::min(healthy, unhealthy) > 3);
    BOOST_TEST(contact == 1);
    BOOST_TEST(lag > 1e-6);
}

BOOST_AUTO_TEST_CASE(it_is_well_between_0_2_and_1_metres) {
    rl::Ant env;
    nn::Rng rng(4, "environment");
    env.reset(rng);
    const std::vector<double> well(env.recordable().begin(), env.recordable().end()), still(8);
    std::vector<double> high = well, low = well;
    high[2] = 1.2;
    low[2] = 0, low[17] = -40;  // hurled into the ground
    for (const auto& [ended, bound] : {std::pair{high, 1.0}, {low, 0.2}}) {
        edge(env, well, ended, still);
        BOOST_TEST(std::abs(env.recordable()[2] - bound) < 1e-6);
    }
}

BOOST_AUTO_TEST_CASE(episodes_begin_around_its_pose) {
    rl::Ant env;
    const Beginnings begun(env);
    for (const std::size_t k : {0, 1, 2, 7, 8, 9, 10, 11, 12, 13, 14}) {  // all but the quaternion
        const double pose = env.model().qpos0[k];
        BOOST_TEST(begun.uniform(k, pose - 0.1, pose + 0.1), k);
    }
    for (std::size_t k = 15; k < 29; ++k) BOOST_TEST(begun.normal(k, 0.1), k);
}

BOOST_AUTO_TEST_SUITE_END()
