// Ant-v5: a body on four legs walks along x. After Schulman et al. 2015, arXiv:1506.02438.
#pragma once

#include "rl/envs/mujoco/mujoco_env.hpp"

namespace surefoot::rl {

// Observed [105]: height (m) and orientation (unit quaternion) of the torso, hip and ankle of each leg (rad), the velocities
// of all these (14), and the contact force and torque on each of the 13 bodies (N m, N), within ±1. Actions [8]: torques of
// hip and ankle in units of 150 N m, of the legs 4, 1, 2, 3. Reward: the torso's velocity along x (m/s), 1 while healthy,
// less 0.5 |a|² and 5·10⁻⁴ times the sum of the squares of the observed forces. Terminated when its height is outside
// [0.2, 1] m.
class Ant : public MujocoEnv {
  public:
    Ant();

  protected:
    void start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const override;
    void derive(const mjData_& data, std::span<double> derived) const override;
    Outcome judge(const MujocoState& before, const MujocoState& after, std::span<const double> action) const override;
    void show(const MujocoState& state, std::span<double> observation) const override;
};

}  // namespace surefoot::rl
