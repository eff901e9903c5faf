// Trainer: the loop that all algorithms share: collect, estimate advantages, update, fit the value function.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nn/safetensors.hpp"
#include "rl/config.hpp"
#include "rl/vector_env.hpp"

namespace rl {

// One row of progress.csv. What does not apply is absent.
struct Progress {
    int iteration = 0;
    long env_steps = 0;  // so far
    long episodes = 0;   // finished so far
    std::optional<double> return_mean, return_mean_100, return_std,
        length_mean;  // of the iteration's episodes; of the last 100
    std::optional<double> kl, entropy, surrogate_gain;
    std::optional<int> backtracks;
    std::optional<double> cg_residual, explained_variance;
    double seconds_rollout = 0, seconds_update = 0, seconds_total = 0;
    std::optional<double> clipped;  // PPO: share of the samples whose ratio was clipped in the end
    bool applied = true;            // whether the iteration's step was taken
    std::string reason;             // why not
};
std::string csv_header();
std::string csv_row(const Progress& progress);

class Trainer {
  public:
    explicit Trainer(const TrainConfig& config);  // throws ConfigError as check() does

    bool done() const { return progress_.env_steps >= config_.steps; }
    const Progress& iterate();  // one iteration; the row it makes

    const EnvSpec& spec() const { return envs_.spec(); }
    // θ's and φ's slices under their names, with the configuration in the metadata.
    nn::SafeTensors checkpoint() const;

  private:
    void update(const Rollout& rollout);
    void step(const Batch& batch);  // of the rungs that take a batch as their critic judged it
    Batch vine(const Rollout& trunk);
    void count(std::span<const Episode> episodes);

    TrainConfig config_;
    VectorEnv envs_;
    MlpPolicy policy_;
    ad::Tensor theta_;
    std::unique_ptr<nn::Optimizer> optimizer_;  // of θ, for the algorithms that have one
    Critic critic_;
    Baseline baseline_;  // of REINFORCE
    nn::Rng action_rng_, minibatch_rng_;
    std::deque<double, ad::pool::Allocator<double>> last_returns_;  // of the last 100 episodes
    Progress progress_;
};

// Whole episodes of a policy from a checkpoint; the deterministic one takes its most probable or mean action.
// Throws std::runtime_error when the checkpoint does not fit the configuration.
std::vector<Episode> evaluate(const TrainConfig& config, const nn::SafeTensors& checkpoint, int episodes,
                              std::uint64_t seed, bool deterministic);

}  // namespace rl
