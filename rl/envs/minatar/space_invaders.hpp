// MinAtar/SpaceInvaders-v1: a cannon shoots at aliens that come down step by step and shoot back.
// Young and Tian 2019, arXiv:1903.03176, with the rules of the authors' game.
#pragma once

#include "rl/envs/minatar/minatar_env.hpp"

namespace surefoot::rl {

// Observed: boards of the cannon, the aliens, the aliens again if they head left, and if they head right, our bullets, and
// theirs. Actions: none, left, right, fire. An alien earns 1, and each wave moves faster than the one before, until it
// moves every sixth step; terminated when a bullet or an alien meets the cannon, or when they arrive at the ground.
class SpaceInvaders : public MinatarEnv {
  public:
    explicit SpaceInvaders(double sticky = 0.1);  // throws as MinatarEnv does

  private:
    // game: column of the cannon, steps until it is ready; the way the aliens head, ±1, steps between their moves at most,
    // until their next move and until their next shot; boards of the aliens, our bullets and theirs, [3, 10, 10].
    void set_up(std::span<double> game, nn::Rng& rng) const override;
    Outcome play(std::span<double> game, Button button) const override;
    void show(std::span<const double> game, std::span<double> boards) const override;
    bool is_game(std::span<const double> game) const override;
};

}  // namespace surefoot::rl
