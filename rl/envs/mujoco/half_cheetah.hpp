// HalfCheetah-v5: half a cheetah runs forwards as fast as it can. After Wawrzyński 2009.
#pragma once

#include "rl/envs/mujoco/mujoco_env.hpp"

namespace surefoot::rl {

// Observed [17]: height (m), pitch, the joints of the back and then of the front leg (rad), and the velocities of x and of
// these. Actions [6]: torques of hip, knee and ankle, back and front, in units of 120, 90, 60, 120, 60 and 30 N m. Reward:
// forward velocity (m/s) less 0.1 |a|². Never terminated.
class HalfCheetah : public MujocoEnv {
  public:
    HalfCheetah();

  protected:
    void start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const override;
    Outcome judge(const MujocoState& before, const MujocoState& after, std::span<const double> action) const override;
    void show(const MujocoState& state, std::span<double> observation) const override;
};

}  // namespace surefoot::rl
