// An episode as a page draws it.
#pragma once

#include "examples/browser/experiment.hpp"
#include "rl/policies/policy.hpp"

namespace surefoot::browser {

// One episode of π_θ, at most so many steps: what the camera sees and what stands still, and for each step its shapes, the
// policy's probabilities of the actions (or the means of their components), the action and the reward.
Json episode(const std::string& env, const rl::Policy& policy, const ad::Tensor& theta, std::uint64_t seed,
             int most_steps);

}  // namespace surefoot::browser
