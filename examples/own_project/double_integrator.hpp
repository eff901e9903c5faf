// An environment of one's own: a mass on a line, to be pushed to the origin and held there.
//
//     x' = x + dt v      v' = v + dt u/m      reward = −(x² + v²/10 + u²/10) dt
//
// Linear dynamics and a quadratic cost: the best policy is linear, and its return is known (the linear-quadratic regulator;
// own_test.cpp solves its Riccati equation).
#pragma once

#include "rl/envs/env.hpp"

namespace own {

class DoubleIntegrator : public surefoot::rl::Env {
  public:
    static constexpr double dt = 0.1;         // s
    static constexpr double mass = 1;         // kg
    static constexpr double max_force = 10;   // N: the best policy stays below
    static constexpr int episode_steps = 50;  // 5 s
    static constexpr double cost_x = 1, cost_v = 0.1, cost_u = 0.1;

    DoubleIntegrator();

  protected:
    void begin(std::span<double> physics, surefoot::nn::Rng& rng) const override;  // at rest, a metre left or right
    Outcome advance(std::span<double> physics, std::span<const double> action, surefoot::nn::Rng&) const override;
    void observe(std::span<const double> physics, std::span<double> observation) const override;
};

void register_double_integrator();  // as DoubleIntegrator-v0

}  // namespace own
