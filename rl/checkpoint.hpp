// Checkpoint: what makes a safetensors file one of this program: in its metadata the version, the precision, and the
// configuration of the run that it is of.
#pragma once

#include "nn/safetensors.hpp"
#include "rl/config.hpp"

namespace rl {

nn::SafeTensors empty_checkpoint(const TrainConfig& config);

// Throws ConfigError for a checkpoint of another version, or of a run with another configuration (its number of steps aside),
// and std::runtime_error for one that does not say.
void expect_checkpoint_of(const TrainConfig& config, const nn::SafeTensors& checkpoint);

// Throws ConfigError for one that was made in another precision: a run would not go on to the same bits.
void expect_own_precision(const nn::SafeTensors& checkpoint);

}  // namespace rl
