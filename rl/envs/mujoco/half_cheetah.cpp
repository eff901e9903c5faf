#include "rl/envs/mujoco/half_cheetah.hpp"

#include "rl/envs/mujoco/terms.hpp"

namespace surefoot::rl {

HalfCheetah::HalfCheetah()
    : MujocoEnv({.id = "HalfCheetah-v5",
                 .model = "half_cheetah",
                 .frame_skip = 5,
                 .observation_size = 17,
                 .reward_threshold = 4800,
                 .step_microseconds = 26}) {}

void HalfCheetah::start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const {
    add_uniform(qpos, 0.1, rng);
    add_normal(qvel, 0.1, rng);
}

Env::Outcome HalfCheetah::judge(const MujocoState& before, const MujocoState& after,
                                std::span<const double> action) const {
    return {rate(before.qpos[0], after.qpos[0]) - 0.1 * sum_of_squares(action), false};
}

void HalfCheetah::show(const MujocoState& state, std::span<double> observation) const {
    Writer(observation) << state.qpos.subspan(1) << state.qvel;
}

}  // namespace surefoot::rl
