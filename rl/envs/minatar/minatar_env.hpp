// MinatarEnv: what the games of MinAtar share (Young and Tian 2019, arXiv:1903.03176): a board, buttons, and an action that
// sometimes sticks. A game adds how it begins, what a step does, and what stands where.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "rl/envs/env.hpp"

namespace surefoot::rl {

// What a game can be told, numbered as MinAtar does.
enum class Button { none, left, up, right, down, fire };

// Observed: a board of zeros and ones for each kind of thing, [channels, 10, 10] of row and column, rows from the top down.
// Actions: those buttons that the game has, the first of them none (MinAtar's v1). With probability `sticky` the action of
// the step before is taken in the place of the one that was chosen; before the first step that is none. Every step draws one
// number for it. When a game is over, further steps change nothing, earn 0 and say again that it has terminated.
//
// The rules have no time limit. Ours, so that whoever keeps an episode can, is 10,000 steps.
class MinatarEnv : public Env {
  public:
    static constexpr int side = 10;  // rows and columns of the board
    // Where a place of the board stands in a list of all places, row after row.
    static constexpr std::size_t place(int row, int column) { return static_cast<std::size_t>(row * side + column); }

  protected:
    struct Game {
        std::string id;
        int channels;
        std::vector<Button> buttons;
        int state_size;  // numbers that the game is between two steps, all of them whole
        double step_microseconds;
    };
    // Throws std::invalid_argument for a probability that is none.
    MinatarEnv(const Game& game, double sticky);

    // What a game writes down, in place. Boards are handed to `show` with zeros in them.
    virtual void set_up(std::span<double> game, nn::Rng& rng) const = 0;
    virtual Outcome play(std::span<double> game, Button button) const = 0;
    virtual void show(std::span<const double> game, std::span<double> boards) const = 0;
    // Whether all numbers are in their ranges.
    virtual bool is_game(std::span<const double> game) const = 0;

    static bool whole(double value, double least, double most);  // a whole number in [least, most]
    static bool zeros_and_ones(std::span<const double> board);

  private:
    // physics: the game; the last action, and whether the game is over.
    void begin(std::span<double> physics, nn::Rng& rng) const final;
    Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng& rng) const final;
    void observe(std::span<const double> physics, std::span<double> observation) const final;
    bool possible(std::span<const double> physics) const final;

    std::vector<Button> buttons_;
    double sticky_;
};

}  // namespace surefoot::rl
