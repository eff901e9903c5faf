// InvertedPendulum-v5: push a cart with a force of any size so that the pole on it stays up.
#pragma once

#include "rl/envs/mujoco/mujoco_env.hpp"

namespace surefoot::rl {

// Observed [4]: position of the cart (m), angle of the pole (rad), and their velocities. Actions [1]: force on the cart in
// units of 100 N, at most 3. Reward 1 while the pole is up. Terminated when it leans by more than 0.2 rad.
class InvertedPendulum : public MujocoEnv {
  public:
    InvertedPendulum();

  protected:
    void start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const override;
    Outcome judge(const MujocoState& before, const MujocoState& after, std::span<const double> action) const override;
    void show(const MujocoState& state, std::span<double> observation) const override;
};

}  // namespace surefoot::rl
