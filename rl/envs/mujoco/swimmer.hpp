// Swimmer-v5: a chain of three links swims forwards in a viscous fluid. After Coulom 2002.
#pragma once

#include "rl/envs/mujoco/mujoco_env.hpp"

namespace surefoot::rl {

// Observed [8]: heading and the two joints (rad), and the velocities of x, y and these. Actions [2]: torques of the joints in
// units of 150 N m. Reward: the front link's velocity along x (m/s) less 10⁻⁴ |a|². Never terminated.
class Swimmer : public MujocoEnv {
  public:
    Swimmer();

  protected:
    void start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const override;
    Outcome judge(const MujocoState& before, const MujocoState& after, std::span<const double> action) const override;
    void show(const MujocoState& state, std::span<double> observation) const override;
};

}  // namespace surefoot::rl
