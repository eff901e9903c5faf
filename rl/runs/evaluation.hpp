// Evaluation: what a trained policy earns, and what it does.
#pragma once

#include <cstdint>
#include <vector>

#include "nn/storage/safetensors.hpp"
#include "rl/envs/env.hpp"
#include "rl/experience/rollout.hpp"
#include "rl/runs/config.hpp"

namespace surefoot::rl {

// Whole episodes of the policy of a checkpoint; the deterministic one takes its most probable or mean action. Ranks and workers
// share them, and each is the same whoever plays it.
// Throws ConfigError for a checkpoint of another configuration or version, std::runtime_error for one that lacks something.
std::vector<Episode> evaluate(const TrainConfig& config, const nn::SafeTensors& checkpoint, int episodes,
                              std::uint64_t seed, bool deterministic);

// An episode, to be looked at.
struct Playthrough {
    std::vector<EnvState> states;                   // [length + 1]: before each step, and after the last
    std::vector<std::vector<double>> actions = {};  // [length]: as the policy chose them, not yet clipped
    std::vector<double> rewards = {};               // [length]
    bool terminated = false;                        // and if not, truncated
};

// The first of the episodes that evaluate() gives for the same arguments, and throws as it does.
Playthrough play(const TrainConfig& config, const nn::SafeTensors& checkpoint, std::uint64_t seed, bool deterministic);
// As many of them, from the first on.
std::vector<Playthrough> play(const TrainConfig& config, const nn::SafeTensors& checkpoint, int episodes,
                              std::uint64_t seed, bool deterministic);

}  // namespace surefoot::rl
