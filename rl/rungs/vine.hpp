// Vine: TRPO's other estimator (Schulman et al. 2015, §5.2). Where an environment can be put back into a state, several
// actions are tried from the same state and each is followed to see what it is worth. The estimates vary far less than those
// from a single path, and cost many more steps.   docs/14b §1
#pragma once

#include <cstdint>
#include <memory>

#include "rl/experience/critic.hpp"

namespace surefoot::rl {

struct VineConfig {
    int states = 64;   // of the trunk, from which branches grow; at most
    int actions = 4;   // branches from each; but with discrete actions there is one branch for each that can be taken
    int length = 100;  // steps of a branch; what comes after them is the critic's value
};

struct Vine {
    // A row for each branch: its state, its first action, and K π_old(a|s) Â, K being the mean number of branches of a state;
    // or Â where actions are drawn.
    Batch batch;
    std::int64_t steps;  // environment steps that the branches took
};

// Grows branches from a trunk: a rollout of π_θ that kept snapshots (CollectConfig::snapshot_every), in copies of its
// environment. `make_env` is called on the workers.
//
// Q̂(s, a) is the discounted return of the branch that starts with a, and all branches of a state see the same random
// numbers: the policy from one stream, the environment from another, both of the vine's own. With discrete actions the sum
// over them replaces the mean over samples, L = E_s Σ_a π_θ(a|s) Â(s, a) (eq. 15), written as importance weights on the rows;
// Â = Q̂ − Σ_a π_old(a|s) Q̂. For a box, and for several choices at a time, the actions are drawn from π_old and Â is Q̂ less
// the mean of the other branches, whose gradient is that of the paper's self-normalised eq. 16 but for the factor K/(K − 1), K
// actions a state. Throws std::invalid_argument for a trunk without snapshots, and unless states ≥ 1, actions ≥ 2 and
// length ≥ 1.
Vine grow_vine(ad::FunctionRef<std::unique_ptr<Env>()> make_env, const Policy& policy, const ad::Tensor& theta,
               const Rollout& trunk, const Critic& critic, const VineConfig& config, double gamma, std::uint64_t seed,
               std::uint64_t iteration);

}  // namespace surefoot::rl
