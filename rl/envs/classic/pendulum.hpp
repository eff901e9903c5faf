// Pendulum-v1: a rod turns about its end; swing it up with a motor too weak to lift it, and hold it there.
// The constants of Gymnasium's Pendulum-v1.
#pragma once

#include "rl/envs/env.hpp"

namespace surefoot::rl {

// Observed: cos θ, sin θ (θ = 0 upright) and angular velocity (rad/s), each rounded to float. Action: a torque (Nm), which
// counts as if it were within [−2, 2]. Reward −(θ² + 0.1 θ̇² + 0.001 u²) of the state before the step, with θ in [−π, π].
// It never terminates.
class Pendulum : public Env {
  public:
    Pendulum();

  protected:
    // physics: θ, which goes on counting beyond a turn, and θ̇
    void begin(std::span<double> physics, nn::Rng& rng) const override;
    Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const override;
    void observe(std::span<const double> physics, std::span<double> observation) const override;
};

}  // namespace surefoot::rl
