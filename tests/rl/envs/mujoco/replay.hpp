// What the tests of the MuJoCo tasks have in common: replays of trajectories that Gymnasium's own code produced with
// MuJoCo 2.2.2 (tests/rl/data), and steps from states at random.
#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "rl/envs/mujoco/mujoco_env.hpp"

namespace mujoco_replay {

inline double largest_difference(std::span<const double> a, std::span<const double> b) {
    BOOST_REQUIRE(a.size() == b.size());
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
    return most;
}

// qpos and qvel, which lie behind the time.
inline std::span<const double> positions(const rl::MujocoEnv& env, std::size_t nq) {
    return std::span(env.state().physics).subspan(1, nq);
}
inline std::span<const double> velocities(const rl::MujocoEnv& env, std::size_t nq, std::size_t nv) {
    return std::span(env.state().physics).subspan(1 + nq, nv);
}

struct Differences {
    double state = 0, observation = 0, reward = 0;
    int steps = 0, wrong_flags = 0;
};

// Through the recorded actions: each step from the recorded state before it, or on through a whole trajectory.
enum class From { recorded_state, own_state };
inline Differences replay(rl::MujocoEnv& env, From from) {
    using Numbers = std::vector<double>;
    std::ifstream file(SOURCE_ROOT "/tests/rl/data/" + env.spec().id + ".json");
    Differences d;
    const nlohmann::json recorded = nlohmann::json::parse(file);
    for (const auto& t : recorded["trajectories"]) {
        Numbers qpos = t["init_qpos"], qvel = t["init_qvel"];
        env.restore(env.state_at(qpos, qvel));
        d.observation = std::max(d.observation, largest_difference(env.observation(), t["initial_obs"].get<Numbers>()));
        for (std::size_t i = 0; i < t["actions"].size(); ++i, ++d.steps) {
            if (from == From::recorded_state) env.restore(env.state_at(qpos, qvel));
            const rl::Step step = env.step(t["actions"][i].get<Numbers>());
            qpos = t["qpos"][i].get<Numbers>(), qvel = t["qvel"][i].get<Numbers>();
            d.state = std::max({d.state, largest_difference(positions(env, qpos.size()), qpos),
                                largest_difference(velocities(env, qpos.size(), qvel.size()), qvel)});
            d.observation = std::max(d.observation, largest_difference(env.observation(), t["obs"][i].get<Numbers>()));
            d.reward = std::max(d.reward, std::abs(step.reward - t["rewards"][i].get<double>()));
            d.wrong_flags += step.terminated != t["terminated"][i].get<bool>();
        }
    }
    BOOST_TEST_MESSAGE(env.spec().id << (from == From::own_state ? " whole trajectories" : " step by step")
                                     << ": state " << d.state << ", observation " << d.observation << ", reward "
                                     << d.reward << " in " << d.steps << " steps, " << d.wrong_flags << " wrong flags");
    return d;
}

inline void check_agreement(rl::MujocoEnv& env) {
    for (const From from : {From::recorded_state, From::own_state}) {
        const Differences d = replay(env, from);
        BOOST_TEST(d.steps > 100);
        BOOST_TEST(d.state <= 1e-9);
        BOOST_TEST(d.observation <= 1e-9);
        BOOST_TEST(d.reward <= 1e-9);
        BOOST_TEST(d.wrong_flags == 0);
    }
}

struct Moment {
    std::vector<double> qpos, qvel;
};

// One step each from `count` states that `moment` draws: `check` is told what was before, what the step said, and the action.
inline void step_from(rl::MujocoEnv& env, int count, const std::function<Moment(nn::Rng&)>& moment,
                      const std::function<void(const Moment& before, const Moment& after, const rl::Step&,
                                               const std::vector<double>& action)>& check) {
    nn::Rng rng(7, "moments");
    std::vector<double> action(static_cast<std::size_t>(rl::width(env.spec().action)));
    for (int i = 0; i < count; ++i) {
        const Moment before = moment(rng);
        for (double& a : action) a = rng.uniform(-1.5, 1.5);
        env.restore(env.state_at(before.qpos, before.qvel));
        const rl::Step step = env.step(action);
        const auto qpos = positions(env, before.qpos.size());
        const auto qvel = velocities(env, before.qpos.size(), before.qvel.size());
        check(before, {{qpos.begin(), qpos.end()}, {qvel.begin(), qvel.end()}}, step, action);
    }
}

inline double squares(const std::vector<double>& values) {
    double sum = 0;
    for (const double v : values) sum += v * v;
    return sum;
}

}  // namespace mujoco_replay
