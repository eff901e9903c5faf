#include "rl/envs/mujoco/ant.hpp"

#include <mujoco/mujoco.h>

#include "rl/envs/mujoco/terms.hpp"

namespace surefoot::rl {

Ant::Ant()
    : MujocoEnv({.id = "Ant-v5",
                 .model = "ant",
                 .frame_skip = 5,
                 .observation_size = 105,
                 .derived_size = 1 + 13 * 6,
                 .contact_forces = true,
                 .reward_threshold = 6000,
                 .step_microseconds = 200}) {}

void Ant::start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const {
    add_uniform(qpos, 0.1, rng);  // MuJoCo makes the quaternion a unit again
    add_normal(qvel, 0.1, rng);
}

// x of the torso, and the forces on all bodies but the world.
void Ant::derive(const mjData& data, std::span<double> derived) const {
    (Writer(derived) << data.xpos[3]).clipped({data.cfrc_ext + 6, 13 * 6}, 1);
}

Env::Outcome Ant::judge(const MujocoState& before, const MujocoState& after, std::span<const double> action) const {
    const double z = after.qpos[2];
    const bool healthy = 0.2 <= z && z <= 1;
    const double forward = rate(before.derived[0], after.derived[0]);
    const double cost = 0.5 * sum_of_squares(action) + 5e-4 * sum_of_squares(after.derived.subspan(1));
    return {forward + (healthy ? 1 : 0) - cost, !healthy};
}

void Ant::show(const MujocoState& state, std::span<double> observation) const {
    Writer(observation) << state.qpos.subspan(2) << state.qvel << state.derived.subspan(1);
}

}  // namespace surefoot::rl
