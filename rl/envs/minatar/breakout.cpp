#include "rl/envs/minatar/breakout.hpp"

#include <algorithm>
#include <cmath>

namespace surefoot::rl {
namespace {

enum : std::size_t { paddle, ball_x, ball_y, heading_x, heading_y, trail_x, trail_y, struck, bricks };

constexpr int side = MinatarEnv::side, bottom = side - 1;
constexpr int wall_top = 1, wall_rows = 3;
constexpr std::size_t wall_size = wall_rows * side;

// The wall's places from row 1 on; a place elsewhere has none.
double* brick_at(std::span<double> game, int row, int column) {
    if (row < wall_top || row >= wall_top + wall_rows) return nullptr;
    return &game[bricks + static_cast<std::size_t>((row - wall_top) * side + column)];
}

}  // namespace

Breakout::Breakout(double sticky)
    : MinatarEnv({.id = "MinAtar/Breakout-v1",
                  .channels = 4,
                  .buttons = {Button::none, Button::left, Button::right},
                  .state_size = static_cast<int>(bricks + wall_size),
                  .step_microseconds = 0.7},
                 sticky) {}

void Breakout::set_up(std::span<double> game, nn::Rng& rng) const {
    const bool from_right = rng.below(2) == 1;
    game[paddle] = 4;
    game[ball_x] = game[trail_x] = from_right ? side - 1 : 0;
    game[ball_y] = game[trail_y] = 3;  // in the lowest row of the wall
    game[heading_x] = from_right ? -1 : 1;
    game[heading_y] = 1;
    game[struck] = 0;
    std::ranges::fill(game.subspan(bricks), 1.0);
}

Env::Outcome Breakout::play(std::span<double> game, Button button) const {
    if (button == Button::left) game[paddle] = std::max(0.0, game[paddle] - 1);
    if (button == Button::right) game[paddle] = std::min(side - 1.0, game[paddle] + 1);

    const double x = game[ball_x], y = game[ball_y];
    game[trail_x] = x, game[trail_y] = y;
    double next_x = x + game[heading_x], next_y = y + game[heading_y];
    if (next_x < 0 || next_x > side - 1) {
        next_x = std::clamp(next_x, 0.0, side - 1.0);
        game[heading_x] = -game[heading_x];
    }

    Outcome outcome{0, false};
    bool strikes = false;
    const auto bounce = [&] {
        next_y = y;
        game[heading_y] = -game[heading_y];
    };
    if (next_y < 0) {
        next_y = 0;
        game[heading_y] = -game[heading_y];
    } else if (double* brick = brick_at(game, static_cast<int>(next_y), static_cast<int>(next_x));
               brick && *brick == 1) {
        strikes = true;
        if (game[struck] == 0) {  // a ball that has just struck passes through
            outcome.reward = 1;
            *brick = 0;
            bounce();
        }
    } else if (next_y == bottom) {
        const std::span<double> wall = game.subspan(bricks);
        if (std::ranges::count(wall, 1.0) == 0) std::ranges::fill(wall, 1.0);
        if (x == game[paddle]) {
            bounce();
        } else if (next_x == game[paddle]) {  // onto its corner
            bounce();
            game[heading_x] = -game[heading_x];
        } else {
            outcome.terminated = true;
        }
    }
    game[struck] = strikes;
    game[ball_x] = next_x, game[ball_y] = next_y;
    return outcome;
}

void Breakout::show(std::span<const double> game, std::span<double> boards) const {
    const auto board = [&](int channel) { return boards.subspan(place(side * channel, 0), side * side); };
    const auto at = [](double row, double column) { return place(static_cast<int>(row), static_cast<int>(column)); };
    board(0)[at(bottom, game[paddle])] = 1;
    board(1)[at(game[ball_y], game[ball_x])] = 1;
    board(2)[at(game[trail_y], game[trail_x])] = 1;
    std::ranges::copy(game.subspan(bricks), board(3).begin() + side * wall_top);
}

bool Breakout::is_game(std::span<const double> game) const {
    for (const std::size_t coordinate : {paddle, ball_x, ball_y, trail_x, trail_y})
        if (!whole(game[coordinate], 0, side - 1)) return false;
    return std::abs(game[heading_x]) == 1 && std::abs(game[heading_y]) == 1 && whole(game[struck], 0, 1) &&
           zeros_and_ones(game.subspan(bricks));
}

}  // namespace surefoot::rl
