#include "rl/envs/minatar/minatar_env.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace surefoot::rl {
namespace {

constexpr std::int64_t time_limit = 10'000;

Box boards(int channels) {
    const auto size = static_cast<std::size_t>(channels * MinatarEnv::side * MinatarEnv::side);
    return {std::vector<double>(size, 0), std::vector<double>(size, 1), {channels, MinatarEnv::side, MinatarEnv::side}};
}

}  // namespace

MinatarEnv::MinatarEnv(const Game& game, double sticky)
    : Env({.id = game.id,
           .observation = boards(game.channels),
           .action = Discrete{static_cast<int>(game.buttons.size())},
           .max_episode_steps = time_limit,
           .step_microseconds = game.step_microseconds},
          game.state_size, 2),
      buttons_(game.buttons),
      sticky_(sticky) {
    if (!(sticky >= 0 && sticky <= 1))
        throw std::invalid_argument(fmt::format("{}: {} is no probability", game.id, sticky));
}

bool MinatarEnv::whole(double value, double least, double most) {
    return value >= least && value <= most && value == std::floor(value);
}

bool MinatarEnv::zeros_and_ones(std::span<const double> board) {
    return std::all_of(board.begin(), board.end(), [](double v) { return v == 0 || v == 1; });
}

void MinatarEnv::begin(std::span<double> physics, nn::Rng& rng) const {
    std::fill(physics.begin(), physics.end(), 0.0);
    set_up(physics.first(recordable().size()), rng);
}

Env::Outcome MinatarEnv::advance(std::span<double> physics, std::span<const double> action, nn::Rng& rng) const {
    const std::span<double> game = physics.first(recordable().size());
    double &last = physics[game.size()], &over = physics[game.size() + 1];
    const bool sticks = rng.uniform() < sticky_;
    if (over != 0) return {0, true};
    if (!sticks) last = action[0];  // what sticks is what was done, which may have stuck before
    const Outcome outcome = play(game, buttons_[static_cast<std::size_t>(last)]);
    over = outcome.terminated;
    return outcome;
}

void MinatarEnv::observe(std::span<const double> physics, std::span<double> observation) const {
    std::fill(observation.begin(), observation.end(), 0.0);
    show(physics.first(recordable().size()), observation);
}

bool MinatarEnv::possible(std::span<const double> physics) const {
    const std::size_t size = recordable().size();
    return is_game(physics.first(size)) && whole(physics[size], 0, static_cast<double>(buttons_.size()) - 1) &&
           whole(physics[size + 1], 0, 1);
}

}  // namespace surefoot::rl
