#include "rl/envs/mujoco/hopper.hpp"

#include <algorithm>

#include "rl/envs/mujoco/terms.hpp"

namespace surefoot::rl {

Hopper::Hopper()
    : MujocoEnv({.id = "Hopper-v5",
                 .model = "hopper",
                 .frame_skip = 4,
                 .observation_size = 11,
                 .reward_threshold = 3800,
                 .step_microseconds = 60}) {}

void Hopper::start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const {
    add_uniform(qpos, 5e-3, rng);
    add_uniform(qvel, 5e-3, rng);
}

Env::Outcome Hopper::judge(const MujocoState& before, const MujocoState& after, std::span<const double> action) const {
    const auto within = [](double value) { return -100 < value && value < 100; };
    const auto& [qpos, qvel, derived] = after;
    const double z = qpos[1], pitch = qpos[2];
    const bool upright = z > 0.7 && -0.2 < pitch && pitch < 0.2 && std::all_of(qpos.begin() + 2, qpos.end(), within) &&
                         std::all_of(qvel.begin(), qvel.end(), within);
    const double forward = rate(before.qpos[0], qpos[0]);
    return {forward + (upright ? 1 : 0) - 1e-3 * sum_of_squares(action), !upright};
}

void Hopper::show(const MujocoState& state, std::span<double> observation) const {
    (Writer(observation) << state.qpos.subspan(1)).clipped(state.qvel, 10);
}

}  // namespace surefoot::rl
