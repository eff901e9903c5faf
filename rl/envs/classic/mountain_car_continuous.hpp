// MountainCarContinuous-v0: the mountain car with an engine that can be throttled, and fuel that costs.
// Moore 1990, with the constants of Gymnasium's MountainCarContinuous-v0.
#pragma once

#include "rl/envs/classic/hill_car.hpp"

namespace surefoot::rl {

// Observed: position and velocity. Action: the throttle, which moves the car as if it were within [−1, 1]. Reward −0.1 a²
// for the throttle a as it was given, and 100 for arriving; terminated when the car is at 0.45 or beyond and does not roll
// back. As in Gymnasium, the state itself is rounded to float after every step.
class MountainCarContinuous : public HillCar {
  public:
    MountainCarContinuous();

  protected:
    Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const override;
};

}  // namespace surefoot::rl
