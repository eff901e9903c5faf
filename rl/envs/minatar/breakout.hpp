// MinAtar/Breakout-v1: a paddle keeps a ball in play, which takes bricks out of a wall.
// Young and Tian 2019, arXiv:1903.03176, with the rules of the authors' game.
#pragma once

#include "rl/envs/minatar/minatar_env.hpp"

namespace surefoot::rl {

// Observed: boards of the paddle, the ball, where the ball was before, and the bricks. Actions: none, left, right. A brick
// earns 1; terminated when the ball passes the paddle.
class Breakout : public MinatarEnv {
  public:
    explicit Breakout(double sticky = 0.1);  // throws as MinatarEnv does

  private:
    // game: column of the paddle; column and row of the ball, and the way it heads in each, ±1; column and row where it was
    // before; whether it struck a brick in the last step; the bricks of rows 1 to 3, [3, 10].
    void set_up(std::span<double> game, nn::Rng& rng) const override;
    Outcome play(std::span<double> game, Button button) const override;
    void show(std::span<const double> game, std::span<double> boards) const override;
    bool is_game(std::span<const double> game) const override;
};

}  // namespace surefoot::rl
