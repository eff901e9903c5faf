// Checkpoint: what makes a safetensors file one of this program: in its metadata the version, the precision, and the
// configuration of the run that it is of.
#pragma once

#include "nn/storage/safetensors.hpp"
#include "rl/runs/config.hpp"

namespace surefoot::rl {

nn::SafeTensors empty_checkpoint(const TrainConfig& config);

// Throws ConfigError for a checkpoint of another version.
void expect_own_version(const nn::SafeTensors& checkpoint);

// Throws ConfigError for a checkpoint of another version, or of a run with another configuration (its number of steps aside),
// and std::runtime_error for one that does not say.
void expect_checkpoint_of(const TrainConfig& config, const nn::SafeTensors& checkpoint);

// The configuration of the run that it is of. Throws ConfigError or std::runtime_error when it does not say.
TrainConfig config_of(const nn::SafeTensors& checkpoint);

// How many environment steps the run had taken. Throws std::runtime_error when it does not say.
std::int64_t steps_taken(const nn::SafeTensors& checkpoint);

// Throws ConfigError for one that was made in another precision: a run would not go on to the same bits.
void expect_own_precision(const nn::SafeTensors& checkpoint);

}  // namespace surefoot::rl
