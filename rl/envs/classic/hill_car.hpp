// HillCar: what both mountain cars share: a valley, and a car too weak to climb its right hill from standing.
// Moore 1990, with the constants of Gymnasium's MountainCar-v0.
#pragma once

#include "rl/envs/env.hpp"

namespace surefoot::rl {

// Observed: position and velocity (a step), each rounded to float.
class HillCar : public Env {
  protected:
    explicit HillCar(EnvSpec spec);  // all but what is observed

    // physics: position, velocity
    void begin(std::span<double> physics, nn::Rng& rng) const override;
    void observe(std::span<const double> physics, std::span<double> observation) const override;
    // One step under gravity and a push, which adds to the velocity. The wall on the left takes the car's speed.
    static void roll(std::span<double> physics, double push);
};

}  // namespace surefoot::rl
