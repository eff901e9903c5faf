// Plot: an episode of an environment that has no picture of itself, as what was observed over time.
#pragma once

#include <memory>
#include <span>

#include "examples/watch/episode.hpp"

namespace surefoot::watch {

// A panel for each component of the observation, with its course from the first step to the last, scaled to its range, and a
// dot where the episode stands. `states` are those of the episode, of which there is at least one.
std::unique_ptr<Renderer> observation_plot(std::span<const rl::EnvState> states);

}  // namespace surefoot::watch
