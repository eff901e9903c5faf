#include "rl/envs/mujoco/inverted_pendulum.hpp"

#include <cmath>

#include "rl/envs/mujoco/terms.hpp"

namespace surefoot::rl {

InvertedPendulum::InvertedPendulum()
    : MujocoEnv({.id = "InvertedPendulum-v5",
                 .model = "inverted_pendulum",
                 .frame_skip = 2,
                 .observation_size = 4,
                 .reward_threshold = 950,
                 .step_microseconds = 12}) {}

void InvertedPendulum::start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const {
    add_uniform(qpos, 0.01, rng);
    add_uniform(qvel, 0.01, rng);
}

Env::Outcome InvertedPendulum::judge(const MujocoState&, const MujocoState& after, std::span<const double>) const {
    const bool fallen = std::abs(after.qpos[1]) > 0.2;
    return {fallen ? 0.0 : 1.0, fallen};
}

void InvertedPendulum::show(const MujocoState& state, std::span<double> observation) const {
    Writer(observation) << state.qpos << state.qvel;
}

}  // namespace surefoot::rl
