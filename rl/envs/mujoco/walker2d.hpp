// Walker2d-v5: two legs walk forwards without falling over. After Erez, Tassa and Todorov 2011.
#pragma once

#include "rl/envs/mujoco/mujoco_env.hpp"

namespace surefoot::rl {

// Observed [17]: height (m), pitch, the joints of the right and then of the left leg (rad), and the velocities of x and of
// these, within ±10. Actions [6]: torques of hip, knee and ankle, right and left, in units of 100 N m. Reward: forward
// velocity (m/s), 1 while upright, less 10⁻³ |a|². Terminated when it is not upright: height outside (0.8, 2) m or pitched
// by more than 1 rad.
class Walker2d : public MujocoEnv {
  public:
    Walker2d();

  protected:
    void start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const override;
    Outcome judge(const MujocoState& before, const MujocoState& after, std::span<const double> action) const override;
    void show(const MujocoState& state, std::span<double> observation) const override;
};

}  // namespace surefoot::rl
