#include "rl/envs/env.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace surefoot::rl {
namespace {

// Of a box whose last components, so many, are a mask.
void check_shape(const std::string& id, const Space& space, int mask = 0) {
    const Box* box = std::get_if<Box>(&space);
    if (!box || box->shape.empty()) return;
    std::int64_t size = 1;
    for (const int length : box->shape) size = length > 0 && size <= box->size() ? size * length : 0;
    if (size != box->size() - mask)
        throw std::invalid_argument(fmt::format("{}: a box of {} components{}, and a shape of another number of them",
                                                id, box->size() - mask, mask > 0 ? " before its mask" : ""));
}

void check_choices(const EnvSpec& spec, std::span<const int> choices) {
    const auto refuse = [&spec](const std::string& why) {
        throw std::invalid_argument(fmt::format("{}: {}", spec.id, why));
    };
    const Box* box = std::get_if<Box>(&spec.action);
    if (!box && choices.empty()) refuse("an action without a component");
    for (const int n : choices)
        if (n < 1) refuse(fmt::format("a choice among {}", n));
    if (spec.masked && box) refuse("a mask is for actions that are chosen, and these are numbers");
    if (spec.masked && spec.observation.size() < options(spec.action))
        refuse(fmt::format("an observation of {} components has no mask of {}", spec.observation.size(),
                           options(spec.action)));
}

}  // namespace

int mask_size(const EnvSpec& spec) { return spec.masked ? options(spec.action) : 0; }

Env::Env(EnvSpec spec, int state_size, int memory_size)
    : spec_(std::move(spec)),
      choices_(choices(spec_.action)),
      state_size_(static_cast<std::size_t>(state_size)),
      state_{std::vector<double>(static_cast<std::size_t>(state_size + memory_size)),
             std::vector<double>(static_cast<std::size_t>(spec_.observation.size())), 0} {
    check_choices(spec_, choices_);
    check_shape(spec_.id, spec_.observation, mask_size(spec_)), check_shape(spec_.id, spec_.action);
}

void Env::reset(nn::Rng& rng) {
    begin(state_.physics, rng);
    observe(state_.physics, state_.observation);
    state_.steps = 0;
    expect_finite(0);
    begun_ = true;
}

void Env::expect_finite(double reward) const {
    const auto refuse = [this](const std::string& what, double value) {
        throw std::runtime_error(
            fmt::format("{}: {} is {} after step {} of the episode", spec_.id, what, value, state_.steps));
    };
    if (!std::isfinite(reward)) refuse("the reward", reward);
    for (std::size_t i = 0; i < state_.observation.size(); ++i)
        if (!std::isfinite(state_.observation[i])) refuse(fmt::format("observation {}", i), state_.observation[i]);
}

void Env::expect_possible(std::span<const double> action) const {
    const auto refuse = [this](const std::string& why) {
        throw std::invalid_argument(fmt::format("{}: {}", spec_.id, why));
    };
    if (static_cast<int>(action.size()) != width(spec_.action))
        refuse(fmt::format("an action of {} components, not {}", action.size(), width(spec_.action)));
    for (const double a : action)
        if (!std::isfinite(a)) refuse(fmt::format("an action that is {}", a));
    const auto named = [&](std::size_t k) {
        return choices_.size() == 1 ? fmt::format("the action {}", action[k])
                                    : fmt::format("component {} of the action, {},", k, action[k]);
    };
    auto entry = state_.observation.end() - mask_size(spec_);  // of the mask, where there is one
    for (std::size_t k = 0; k < choices_.size(); ++k) {
        const double a = action[k];
        if (a < 0 || a >= choices_[k] || a != std::floor(a))
            refuse(fmt::format("{} is not one of 0 to {}", named(k), choices_[k] - 1));
        if (!spec_.masked) continue;
        if (entry[static_cast<std::ptrdiff_t>(a)] == 0) refuse(fmt::format("{} cannot be taken now", named(k)));
        entry += choices_[k];
    }
}

Step Env::step(std::span<const double> action, nn::Rng& rng) {
    if (!begun_) throw std::logic_error(fmt::format("{}: step before reset", spec_.id));
    expect_possible(action);
    const Outcome outcome = advance(state_.physics, action, rng);
    observe(state_.physics, state_.observation);
    ++state_.steps;
    expect_finite(outcome.reward);
    return {outcome.reward, outcome.terminated, state_.steps >= spec_.max_episode_steps};
}

void Env::restore(const EnvState& state) {
    if (state.physics.size() != state_.physics.size() || state.observation.size() != state_.observation.size())
        throw std::invalid_argument(
            fmt::format("{}: a state of {} numbers with {} observed is not one of this environment", spec_.id,
                        state.physics.size(), state.observation.size()));
    if (state.steps < 0 || state.steps > most_steps)
        throw std::invalid_argument(fmt::format("{}: no episode has come to {} steps", spec_.id, state.steps));
    if (!possible(state.physics))
        throw std::invalid_argument(fmt::format("{}: no episode has come to such a state", spec_.id));
    state_ = state;
    begun_ = true;
}

std::span<const double> Env::recordable() const { return std::span(state_.physics).first(state_size_); }

void Env::begin_at(std::span<const double> recorded) { place(recorded, true); }

void Env::set_state(std::span<const double> recorded) {
    if (!begun_) throw std::logic_error(fmt::format("{}: set_state before an episode has begun", spec_.id));
    place(recorded, false);
}

void Env::place(std::span<const double> recorded, bool begins) {
    if (recorded.size() != state_size_)
        throw std::invalid_argument(
            fmt::format("{}: a recorded state of {} numbers, not {}", spec_.id, recorded.size(), state_size_));
    std::vector<double> physics = state_.physics;
    const auto memory = std::copy(recorded.begin(), recorded.end(), physics.begin());
    if (begins) std::fill(memory, physics.end(), 0.0);
    if (!possible(physics))
        throw std::invalid_argument(fmt::format("{}: no episode has come to such a state", spec_.id));
    state_.physics = std::move(physics);
    if (begins) state_.steps = 0;
    settle(state_.physics, begins);
    observe(state_.physics, state_.observation);
    expect_finite(0);
    begun_ = true;
}

bool Env::possible(std::span<const double>) const { return true; }

void Env::settle(std::span<double>, bool) const {}

}  // namespace surefoot::rl
