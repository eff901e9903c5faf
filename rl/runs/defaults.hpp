// The tuned defaults: what a configuration says otherwise than TrainConfig does, for some algorithms in some environments.
// docs/results.md has what they reach
#pragma once

#include <span>

namespace surefoot::rl {

struct Default {
    const char* algorithms;  // names with spaces between them, or "*": all
    const char* envs;        // likewise
    // key=value with spaces between them: steps, num_envs and what `--set` takes. A setting that an algorithm does not have
    // is passed over for it.
    const char* settings;
};

// In their order: a later row overrides an earlier one.
std::span<const Default> defaults();

}  // namespace surefoot::rl
