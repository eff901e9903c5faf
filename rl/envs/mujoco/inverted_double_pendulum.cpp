#include "rl/envs/mujoco/inverted_double_pendulum.hpp"

#include <mujoco/mujoco.h>

#include <cmath>

#include "rl/envs/mujoco/terms.hpp"

namespace surefoot::rl {

InvertedDoublePendulum::InvertedDoublePendulum()
    : MujocoEnv({.id = "InvertedDoublePendulum-v5",
                 .model = "inverted_double_pendulum",
                 .frame_skip = 5,
                 .observation_size = 9,
                 .derived_size = 3,
                 .reward_threshold = 9100,
                 .step_microseconds = 28}) {}

void InvertedDoublePendulum::start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const {
    add_uniform(qpos, 0.1, rng);
    add_normal(qvel, 0.1, rng);
}

// x and height of the tip, and the rail's force.
void InvertedDoublePendulum::derive(const mjData& data, std::span<double> derived) const {
    Writer(derived) << data.site_xpos[0] << data.site_xpos[2] << data.qfrc_constraint[0];
}

Env::Outcome InvertedDoublePendulum::judge(const MujocoState&, const MujocoState& after,
                                           std::span<const double>) const {
    const double x = after.derived[0], y = after.derived[1];
    const bool fallen = y <= 1;
    const double astray = 0.01 * (x * x) + (y - 2) * (y - 2);
    const double moving = 1e-3 * (after.qvel[1] * after.qvel[1]) + 5e-3 * (after.qvel[2] * after.qvel[2]);
    return {(fallen ? 0 : 10) - astray - moving, fallen};
}

void InvertedDoublePendulum::show(const MujocoState& state, std::span<double> observation) const {
    const auto& [qpos, qvel, derived] = state;
    Writer out(observation);
    out << qpos[0] << std::sin(qpos[1]) << std::sin(qpos[2]) << std::cos(qpos[1]) << std::cos(qpos[2]);
    out.clipped(qvel, 10).clipped(derived.subspan(2), 10);
}

}  // namespace surefoot::rl
