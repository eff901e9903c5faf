// Reacher-v5: bring the fingertip of an arm of two links to a target and hold it there.
#pragma once

#include "rl/envs/mujoco/mujoco_env.hpp"

namespace surefoot::rl {

// Observed [10]: cosines of shoulder and elbow, their sines, the target (m), the joints' velocities (rad/s), and the
// fingertip less the target in x and y (m). Actions [2]: torques of shoulder and elbow in units of 200 N m. Reward: −distance
// of fingertip and target (m) − |a|². Never terminated.
class Reacher : public MujocoEnv {
  public:
    Reacher();

  protected:
    void start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const override;
    void derive(const mjData_& data, std::span<double> derived) const override;
    Outcome judge(const MujocoState& before, const MujocoState& after, std::span<const double> action) const override;
    void show(const MujocoState& state, std::span<double> observation) const override;

  private:
    std::size_t fingertip_, target_;  // bodies
};

}  // namespace surefoot::rl
