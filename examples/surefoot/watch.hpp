// An episode of a trained agent, to be looked at.
#pragma once

#include <cstdint>
#include <filesystem>

#include "examples/watch/episode.hpp"
#include "rl/runs/run_directory.hpp"

namespace surefoot::program {

constexpr std::uint64_t episode_seed = 1000;  // apart from those of training

// Throws rl::ConfigError for a run without a checkpoint or with one of another configuration, std::runtime_error for a
// damaged one.
watch::Scene trained_agent(const std::filesystem::path& run, const rl::TrainConfig& config);

}  // namespace surefoot::program
