// Evaluation: what a trained policy earns.
#pragma once

#include <cstdint>
#include <vector>

#include "nn/safetensors.hpp"
#include "rl/config.hpp"
#include "rl/rollout.hpp"

namespace rl {

// Whole episodes of the policy of a checkpoint; the deterministic one takes its most probable or mean action.
// Throws ConfigError for a checkpoint of another configuration or version, std::runtime_error for one that lacks something.
std::vector<Episode> evaluate(const TrainConfig& config, const nn::SafeTensors& checkpoint, int episodes,
                              std::uint64_t seed, bool deterministic);

}  // namespace rl
