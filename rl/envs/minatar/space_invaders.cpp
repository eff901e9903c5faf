#include "rl/envs/minatar/space_invaders.hpp"

#include <algorithm>
#include <cmath>

namespace surefoot::rl {
namespace {

enum : std::size_t { cannon, reload, heading, interval, until_move, until_shot, things };

constexpr int side = MinatarEnv::side, bottom = side - 1;
constexpr std::size_t board_size = side * side;
constexpr double slowest = 12, fastest = 6;  // steps between two moves of the first wave, and of the last ones
constexpr double reload_time = 5, shot_interval = 10;

using Board = std::span<double>;  // [10, 10]

constexpr auto at = MinatarEnv::place;  // of a row and a column in a board

void new_wave(Board aliens) {
    for (int row = 0; row < 4; ++row)
        for (int column = 2; column < 8; ++column) aliens[at(row, column)] = 1;
}

// All rows one down, the last one to the top; and back.
void roll_down(Board board) { std::rotate(board.begin(), board.end() - side, board.end()); }
void roll_up(Board board) { std::rotate(board.begin(), board.begin() + side, board.end()); }

void clear_row(Board board, int row) { std::ranges::fill(board.subspan(at(row, 0), side), 0.0); }

bool any_in_row(Board board, int row) { return std::ranges::count(board.subspan(at(row, 0), side), 1.0) > 0; }

// The lowest row with something in a column; −1: none.
int lowest(Board board, int column) {
    int row = bottom;
    while (row >= 0 && board[at(row, column)] == 0) --row;
    return row;
}

void move_sideways(Board board, double by) {
    for (int row = 0; row < side; ++row) {
        const Board line = board.subspan(at(row, 0), side);
        by < 0 ? std::rotate(line.begin(), line.begin() + 1, line.end())
               : std::rotate(line.begin(), line.end() - 1, line.end());
    }
}

// From the nearest column that has aliens; of two equally near, the left one.
void shoot_back(Board aliens, Board bullets, int cannon_column) {
    for (int apart = 0; apart < side; ++apart)
        for (const int column : {cannon_column - apart, cannon_column + apart}) {
            if (column < 0 || column >= side) continue;
            if (const int row = lowest(aliens, column); row >= 0) {
                bullets[at(row, column)] = 1;
                return;
            }
        }
}

}  // namespace

SpaceInvaders::SpaceInvaders(double sticky)
    : MinatarEnv({.id = "MinAtar/SpaceInvaders-v1",
                  .channels = 6,
                  .buttons = {Button::none, Button::left, Button::right, Button::fire},
                  .state_size = static_cast<int>(things + 3 * board_size),
                  .step_microseconds = 1.4},
                 sticky) {}

void SpaceInvaders::set_up(std::span<double> game, nn::Rng&) const {
    game[cannon] = 5, game[reload] = 0;
    game[heading] = -1;
    game[interval] = game[until_move] = slowest;
    game[until_shot] = shot_interval;
    std::ranges::fill(game.subspan(things), 0.0);
    new_wave(game.subspan(things, board_size));
}

Env::Outcome SpaceInvaders::play(std::span<double> game, Button button) const {
    const auto board = [&](std::size_t k) { return game.subspan(things + k * board_size, board_size); };
    const Board aliens = board(0), ours = board(1), theirs = board(2);
    const auto column = [&] { return static_cast<int>(game[cannon]); };
    Outcome outcome{0, false};
    const auto ends_if = [&](bool lost) { outcome.terminated = outcome.terminated || lost; };

    if (button == Button::fire && game[reload] == 0) {
        ours[at(bottom, column())] = 1;
        game[reload] = reload_time;
    }
    if (button == Button::left) game[cannon] = std::max(0.0, game[cannon] - 1);
    if (button == Button::right) game[cannon] = std::min(side - 1.0, game[cannon] + 1);

    roll_up(ours), clear_row(ours, bottom);
    roll_down(theirs), clear_row(theirs, 0);
    const std::size_t own_place = at(bottom, column());
    ends_if(theirs[own_place] == 1);

    ends_if(aliens[own_place] == 1);
    if (game[until_move] == 0) {
        game[until_move] = std::min(static_cast<double>(std::ranges::count(aliens, 1.0)), game[interval]);
        if (lowest(aliens, game[heading] < 0 ? 0 : side - 1) >= 0) {
            game[heading] = -game[heading];
            ends_if(any_in_row(aliens, bottom));
            roll_down(aliens);
        } else {
            move_sideways(aliens, game[heading]);
        }
        ends_if(aliens[own_place] == 1);
    }
    if (game[until_shot] == 0) {
        game[until_shot] = shot_interval;
        shoot_back(aliens, theirs, column());
    }

    for (std::size_t k = 0; k < board_size; ++k)
        if (aliens[k] == 1 && ours[k] == 1) {
            outcome.reward += 1;
            aliens[k] = ours[k] = 0;
        }
    if (game[reload] > 0) --game[reload];
    --game[until_move], --game[until_shot];
    if (std::ranges::count(aliens, 1.0) == 0) {
        if (game[interval] > fastest) --game[interval];
        new_wave(aliens);
    }
    return outcome;
}

void SpaceInvaders::show(std::span<const double> game, std::span<double> boards) const {
    const auto board = [&](std::size_t k) { return game.subspan(things + k * board_size, board_size); };
    const auto onto = [&](int channel) { return boards.begin() + channel * static_cast<int>(board_size); };
    boards[at(bottom, static_cast<int>(game[cannon]))] = 1;
    std::ranges::copy(board(0), onto(1));
    std::ranges::copy(board(0), onto(game[heading] < 0 ? 2 : 3));
    std::ranges::copy(board(1), onto(4));
    std::ranges::copy(board(2), onto(5));
}

bool SpaceInvaders::is_game(std::span<const double> game) const {
    return whole(game[cannon], 0, side - 1) && whole(game[reload], 0, reload_time) && std::abs(game[heading]) == 1 &&
           whole(game[interval], fastest, slowest) && whole(game[until_move], 0, slowest) &&
           whole(game[until_shot], 0, shot_interval) && zeros_and_ones(game.subspan(things)) &&
           std::ranges::count(game.subspan(things, board_size), 1.0) > 0;
}

}  // namespace surefoot::rl
