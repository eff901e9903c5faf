// Rollout: what happened while a policy acted, in all copies of an environment.   docs/08 §1
#pragma once

#include <cstdint>
#include <span>

#include "nn/layers/normalizer.hpp"
#include "rl/experience/vector_env.hpp"
#include "rl/policies/policy.hpp"

namespace surefoot::rl {

// Consecutive steps of one episode in one environment, and how they ended: terminated, truncated, or neither, when the
// end of the batch cut them.
struct Segment {
    int begin, end;  // rows of the rollout, [begin, end)
    bool terminated, truncated;
    bool finished() const { return terminated || truncated; }
};

// The state of an environment before a step of the rollout, to go on from there another way.
struct Snapshot {
    int row;  // of the rollout: the step that was taken then
    EnvState state;
};

struct Episode {
    double total_reward;
    std::int64_t length;
};

struct Rollout {
    ad::Tensor observations;             // [n, observation size]: what the policy saw, normalised
    ad::Tensor actions;                  // [n, action width]: what it did then
    ad::pool::vector<double> rewards;    // [n]: what that earned
    ad::pool::vector<Segment> segments;  // one behind the other over all rows
    ad::Tensor final_observations;  // [segments, observation size]: what was to be seen after each segment's last step
    ad::Tensor raw_observations;    // [n, observation size]: as the environments gave them
    nn::Normalizer normalizer;      // from these to those
    ad::pool::vector<Episode> episodes;    // those that finished, in the order in which they did
    ad::pool::vector<Snapshot> snapshots;  // when they were asked for

    int size() const { return static_cast<int>(rewards.size()); }
};

// Of the returns and lengths of episodes; NaN when there are none. The deviation is that of a sample, √(Σ (x − mean)² / (n − 1)),
// as wherever the program prints one: NaN of a single episode.
struct EpisodeSummary {
    double return_mean, return_std, length_mean;
};
EpisodeSummary summarize(std::span<const Episode> episodes);

struct CollectConfig {
    std::int64_t steps = 1024;    // over all environments together; rounded up to the same number in each
    bool whole_episodes = false;  // begin afresh, and let every episode that was begun come to its end
    int snapshot_every = 0;       // keep the state before each k-th step of an environment; 0: none
};

// Lets π_θ act in the environments, each by a stream of noise of its own, on what the normalizer makes of the observations.
// Throws std::invalid_argument for less than one step and for more than a tensor has rows, std::runtime_error when the policy
// is no distribution any more, and what an environment throws.
Rollout collect(VectorEnv& envs, const Policy& policy, const ad::Tensor& theta, const CollectConfig& config,
                const nn::Normalizer& normalizer = {});

}  // namespace surefoot::rl
