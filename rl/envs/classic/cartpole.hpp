// CartPole-v1: a pole stands on a cart; push the cart left or right so that it does not fall.
// Barto, Sutton and Anderson 1983, with the constants of Gymnasium's CartPole-v1 and its explicit Euler steps.
#pragma once

#include "rl/envs/env.hpp"

namespace surefoot::rl {

// Observed: cart position (m) and velocity (m/s), pole angle (rad, 0 upright) and angular velocity (rad/s), each rounded
// to float as Gymnasium returns them. Actions: 0 pushes left, 1 right. Reward 1 a step; terminated when the cart is more
// than 2.4 m from the middle or the pole more than 12° from upright.
class CartPole : public Env {
  public:
    CartPole();

  protected:
    // physics: x, ẋ, θ, θ̇, and whether the episode has terminated before (after that, steps out of bounds earn 0).
    void begin(std::span<double> physics, nn::Rng& rng) const override;
    Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const override;
    void observe(std::span<const double> physics, std::span<double> observation) const override;
};

}  // namespace surefoot::rl
