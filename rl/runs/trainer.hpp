// Trainer: the loop that all algorithms share: collect, estimate advantages, update, fit the value function.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "rl/experience/vector_env.hpp"
#include "rl/runs/config.hpp"
#include "rl/runs/progress.hpp"

namespace surefoot::nn {
struct SafeTensors;
}  // namespace surefoot::nn

namespace surefoot::rl {

class Trainer {
  public:
    explicit Trainer(const TrainConfig& config);  // throws ConfigError as check() does
    Trainer(const Trainer&) = delete;             // the learner refers to the policy
    Trainer& operator=(const Trainer&) = delete;
    // Goes on where a run of this configuration saved a checkpoint, to the same bits as if it had not stopped; only the
    // number of steps may differ. Throws ConfigError for a checkpoint of another configuration, precision or version, and
    // std::runtime_error for one that lacks something.
    Trainer(const TrainConfig& config, const nn::SafeTensors& checkpoint);
    // Begins with another run's agent instead of a new one: its policy, the normaliser of its observations, and its value
    // function where both have one. Optimisers, random streams and counters stay those of a run that begins. Throws
    // ConfigError, naming what differs, for an agent of other shapes, of another precision or version.
    void start_from(const nn::SafeTensors& checkpoint);
    void set_clock(double seconds_total) {
        progress_.seconds_total = seconds_total;
    }  // which a checkpoint does not have

    bool done() const { return progress_.env_steps >= config_.steps; }
    const Progress& iterate();  // one iteration; the row it makes

    const EnvSpec& spec() const { return envs_.spec(); }
    const Progress& progress() const { return progress_; }  // of the last iteration

    // All that decides how the run goes on: θ's and φ's slices under their names, the optimisers' moments, where the random
    // streams stand, the environments, the counters, and in the metadata the configuration. Changes nothing; it is not
    // const because one list of parts both saves and restores.
    nn::SafeTensors checkpoint();

  private:
    void archive(nn::Archive& archive);
    void normalize_anew(const Rollout& rollout);
    void count(std::span<const Episode> episodes);

    TrainConfig config_;
    VectorEnv envs_;
    std::unique_ptr<Policy> policy_;
    ad::Tensor theta_;
    nn::Normalizer normalizer_;  // of observations; until it follows what was seen, it leaves them as they are
    std::unique_ptr<Learner> learner_;
    std::deque<double, ad::pool::Allocator<double>> last_returns_;  // of the last 100 episodes
    Progress progress_;
};

}  // namespace surefoot::rl
