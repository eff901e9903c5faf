#include "rl/envs/mujoco/swimmer.hpp"

#include "rl/envs/mujoco/terms.hpp"

namespace surefoot::rl {

Swimmer::Swimmer()
    : MujocoEnv({.id = "Swimmer-v5",
                 .model = "swimmer",
                 .frame_skip = 4,
                 .observation_size = 8,
                 .reward_threshold = 360,
                 .step_microseconds = 33}) {}

void Swimmer::start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const {
    add_uniform(qpos, 0.1, rng);
    add_uniform(qvel, 0.1, rng);
}

Env::Outcome Swimmer::judge(const MujocoState& before, const MujocoState& after, std::span<const double> action) const {
    return {rate(before.qpos[0], after.qpos[0]) - 1e-4 * sum_of_squares(action), false};
}

void Swimmer::show(const MujocoState& state, std::span<double> observation) const {
    Writer(observation) << state.qpos.subspan(2) << state.qvel;
}

}  // namespace surefoot::rl
