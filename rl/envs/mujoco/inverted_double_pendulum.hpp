// InvertedDoublePendulum-v5: push a cart so that a pole that stands on a pole on it stays up.
#pragma once

#include "rl/envs/mujoco/mujoco_env.hpp"

namespace surefoot::rl {

// Observed [9]: position of the cart (m), sines of the two hinges, their cosines, the three velocities within ±10, and the
// rail's force on the cart (N) within ±10. Actions [1]: force on the cart in units of 500 N. Reward: 10 while the tip is up,
// less its distance from above the rail's middle, 0.01 x² + (y − 2)², and from rest, 10⁻³ θ̇₁² + 5·10⁻³ θ̇₂². Terminated when
// the tip is not higher than 1 m.
class InvertedDoublePendulum : public MujocoEnv {
  public:
    InvertedDoublePendulum();

  protected:
    void start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const override;
    void derive(const mjData_& data, std::span<double> derived) const override;
    Outcome judge(const MujocoState& before, const MujocoState& after, std::span<const double> action) const override;
    void show(const MujocoState& state, std::span<double> observation) const override;
};

}  // namespace surefoot::rl
