// CartPole-v1: a pole stands on a cart; push the cart left or right so that it does not fall.
// Barto, Sutton and Anderson 1983, with the constants of Gymnasium's CartPole-v1 and its explicit Euler steps.
#pragma once

#include <string>

#include "rl/envs/env.hpp"

namespace surefoot::rl {

// Observed: cart position (m) and velocity (m/s), pole angle (rad, 0 upright) and angular velocity (rad/s), each rounded
// to float as Gymnasium returns them. Actions: 0 pushes left, 1 right. Reward 1 a step; terminated when the cart is more
// than 2.4 m from the middle or the pole more than 12° from upright.
class CartPole : public Env {
  public:
    CartPole();

  protected:
    CartPole(EnvSpec spec, int memory_size);  // observed otherwise, with so many numbers behind the physics below

    // physics: x, ẋ, θ, θ̇, and whether the episode has terminated before (after that, steps out of bounds earn 0).
    void begin(std::span<double> physics, nn::Rng& rng) const override;
    Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const override;
    void observe(std::span<const double> physics, std::span<double> observation) const override;
};

// The same pole seen by its positions alone, as a camera sees it: cart position and pole angle now, and as they were in the
// steps before, the latest first; at the beginning it is as if the pole had stood still. From one picture nobody can tell how
// fast it falls; two are enough.   docs/20 §10
class CartPolePositions : public CartPole {
  public:
    CartPolePositions(const std::string& id, int pictures);  // throws std::invalid_argument for fewer than one

  protected:
    // physics: that of CartPole, then the positions before.
    void begin(std::span<double> physics, nn::Rng& rng) const override;
    Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng& rng) const override;
    void observe(std::span<const double> physics, std::span<double> observation) const override;
    void settle(std::span<double> physics, bool begins) const override;
};

}  // namespace surefoot::rl
