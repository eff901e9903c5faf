#include "rl/envs/mujoco/walker2d.hpp"

#include "rl/envs/mujoco/terms.hpp"

namespace surefoot::rl {

Walker2d::Walker2d()
    : MujocoEnv({.id = "Walker2d-v5",
                 .model = "walker2d",
                 .frame_skip = 4,
                 .observation_size = 17,
                 .step_microseconds = 90}) {}

void Walker2d::start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const {
    add_uniform(qpos, 5e-3, rng);
    add_uniform(qvel, 5e-3, rng);
}

Env::Outcome Walker2d::judge(const MujocoState& before, const MujocoState& after,
                             std::span<const double> action) const {
    const double z = after.qpos[1], pitch = after.qpos[2];
    const bool upright = 0.8 < z && z < 2 && -1 < pitch && pitch < 1;
    const double forward = rate(before.qpos[0], after.qpos[0]);
    return {forward + (upright ? 1 : 0) - 1e-3 * sum_of_squares(action), !upright};
}

void Walker2d::show(const MujocoState& state, std::span<double> observation) const {
    (Writer(observation) << state.qpos.subspan(1)).clipped(state.qvel, 10);
}

}  // namespace surefoot::rl
