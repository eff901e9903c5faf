// Acrobot-v1: two links hang from a fixed joint; swing the free end up with a motor at the joint between them.
// Sutton 1996, with the equations of Sutton and Barto's book and the constants of Gymnasium's Acrobot-v1.
#pragma once

#include "rl/envs/env.hpp"

namespace surefoot::rl {

// Observed: cos θ₁, sin θ₁, cos θ₂, sin θ₂, and both angular velocities (rad/s), each rounded to float. θ₁ is the first
// link's angle from hanging down, θ₂ the second link's from the first. Actions: 0, 1 and 2 apply a torque of −1, 0 and
// 1 Nm. Reward −1 a step, 0 for the last; terminated when the free end is more than a link's length above the fixed joint.
class Acrobot : public Env {
  public:
    Acrobot();

  protected:
    // physics: θ₁, θ₂ in [−π, π], θ̇₁, θ̇₂
    void begin(std::span<double> physics, nn::Rng& rng) const override;
    Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const override;
    void observe(std::span<const double> physics, std::span<double> observation) const override;
};

}  // namespace surefoot::rl
