// Hopper-v5: one leg hops forwards without falling over. After Erez, Tassa and Todorov 2011.
#pragma once

#include "rl/envs/mujoco/mujoco_env.hpp"

namespace surefoot::rl {

// Observed [11]: height (m), pitch, hip, knee, ankle (rad), and the velocities of x and of these, within ±10. Actions [3]:
// torques of hip, knee and ankle in units of 200 N m. Reward: forward velocity (m/s), 1 while upright, less 10⁻³ |a|².
// Terminated when it is not upright: lower than 0.7 m, pitched by more than 0.2 rad, or anything else beyond ±100.
class Hopper : public MujocoEnv {
  public:
    Hopper();

  protected:
    void start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const override;
    Outcome judge(const MujocoState& before, const MujocoState& after, std::span<const double> action) const override;
    void show(const MujocoState& state, std::span<double> observation) const override;
};

}  // namespace surefoot::rl
