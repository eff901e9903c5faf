// MountainCar-v0: push a car left, right or not at all until it is on top of the hill.
// Moore 1990, with the constants of Gymnasium's MountainCar-v0.
#pragma once

#include "rl/envs/classic/hill_car.hpp"

namespace surefoot::rl {

// Observed: position and velocity. Actions: 0 pushes left, 1 not, 2 right. Reward −1 a step; terminated when the car is
// at 0.5 or beyond and does not roll back.
class MountainCar : public HillCar {
  public:
    MountainCar();

  protected:
    Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const override;
};

}  // namespace surefoot::rl
