#include "rl/envs/mujoco/reacher.hpp"

#include <mujoco/mujoco.h>

#include <cmath>

#include "rl/envs/mujoco/terms.hpp"

namespace surefoot::rl {

Reacher::Reacher()
    : MujocoEnv({.id = "Reacher-v5",
                 .model = "reacher",
                 .frame_skip = 2,
                 .observation_size = 10,
                 .derived_size = 3,
                 .max_episode_steps = 50,
                 .reward_threshold = -3.75,
                 .step_microseconds = 13}),
      fingertip_(body("fingertip")),
      target_(body("target")) {}

void Reacher::start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const {
    add_uniform(qpos, 0.1, rng);
    add_uniform(qvel, 5e-3, rng);
    double &x = qpos[2], &y = qpos[3];  // the target lies anywhere in a disc, and still
    do x = rng.uniform(-0.2, 0.2), y = rng.uniform(-0.2, 0.2);
    while (std::hypot(x, y) >= 0.2);
    qvel[2] = qvel[3] = 0;
}

// The fingertip less the target.
void Reacher::derive(const mjData& data, std::span<double> derived) const {
    for (std::size_t i = 0; i < 3; ++i) derived[i] = data.xpos[3 * fingertip_ + i] - data.xpos[3 * target_ + i];
}

Env::Outcome Reacher::judge(const MujocoState&, const MujocoState& after, std::span<const double> action) const {
    return {-std::sqrt(sum_of_squares(after.derived)) - sum_of_squares(action), false};
}

void Reacher::show(const MujocoState& state, std::span<double> observation) const {
    const auto& [qpos, qvel, derived] = state;
    Writer(observation) << std::cos(qpos[0]) << std::cos(qpos[1]) << std::sin(qpos[0]) << std::sin(qpos[1])
                        << qpos.subspan(2) << qvel.first(2) << derived.first(2);
}

}  // namespace surefoot::rl
