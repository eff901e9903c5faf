// What the tests of the MuJoCo tasks have in common: replays of trajectories that Gymnasium's own code produced with
// MuJoCo 2.2.2 (tests/rl/data), and steps from states at random.
#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "rl/envs/mujoco/mujoco_env.hpp"
#include "rl/envs/trajectory.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

namespace mujoco_replay {

inline double largest_difference(std::span<const double> a, std::span<const double> b) {
    BOOST_REQUIRE(a.size() == b.size());
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
    return most;
}

// qpos and qvel, which lie in front.
inline std::span<const double> positions(const rl::MujocoEnv& env, std::size_t nq) {
    return std::span(env.state().physics).first(nq);
}
inline std::span<const double> velocities(const rl::MujocoEnv& env, std::size_t nq, std::size_t nv) {
    return std::span(env.state().physics).subspan(nq, nv);
}

// The recording of tests/rl/data, one step at a time and as whole rollouts.
inline void check_agreement(rl::MujocoEnv& env) {
    const rl::Recording recording = rl::read_recording(SOURCE_ROOT "/tests/rl/data/" + env.spec().id + ".json");
    const rl::Replay result = rl::replay(recording, env);
    BOOST_TEST(result.steps > 100);
    for (const rl::Differences& d : {result.each_step, result.rollout}) {
        BOOST_TEST_MESSAGE(env.spec().id << ": state " << d.state.most << ", observation " << d.observation.most
                                         << ", reward " << d.reward.most << ", " << d.flags << " wrong flags");
        BOOST_TEST((d.state.most <= 1e-9 && d.observation.most <= 1e-9 && d.reward.most <= 1e-9 && d.flags == 0));
    }
}

// Positions, then velocities, as an environment takes up a state.
inline std::vector<double> joined(std::span<const double> qpos, std::span<const double> qvel) {
    std::vector<double> state(qpos.begin(), qpos.end());
    state.insert(state.end(), qvel.begin(), qvel.end());
    return state;
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
        env.begin_at(joined(before.qpos, before.qvel));
        const rl::Step step = take_step(env, action);
        const auto qpos = positions(env, before.qpos.size());
        const auto qvel = velocities(env, before.qpos.size(), before.qvel.size());
        check(before, {{qpos.begin(), qpos.end()}, {qvel.begin(), qvel.end()}}, step, action);
    }
}

// Episodes begin around the model's initial pose, positions uniformly within ±`position`, and around rest: velocities
// uniformly within ±`velocity` too, or normally with that deviation.
enum class Noise { uniform, normal };
inline void check_beginnings(rl::MujocoEnv& env, const std::vector<double>& pose, double position, Noise noise,
                             double velocity) {
    const Beginnings begun(env);
    for (std::size_t k = 0; k < pose.size(); ++k)
        BOOST_TEST(begun.uniform(k, pose[k] - position, pose[k] + position), "position " << k);
    for (std::size_t k = pose.size(); k < begun.low.size(); ++k)
        BOOST_TEST((noise == Noise::uniform ? begun.uniform(k, -velocity, velocity) : begun.normal(k, velocity)),
                   "velocity " << k - pose.size());
}

inline double squares(const std::vector<double>& values) {
    double sum = 0;
    for (const double v : values) sum += v * v;
    return sum;
}

}  // namespace mujoco_replay
