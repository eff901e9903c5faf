// VectorEnv: several copies of an environment side by side, so that a policy acts for all of them in one batch.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "autodiff/function_ref.hpp"
#include "autodiff/tensor.hpp"
#include "nn/parallel/ranks.hpp"
#include "rl/envs/env.hpp"

namespace surefoot::nn {
class Archive;
}  // namespace surefoot::nn

namespace surefoot::rl {

// Of what takes a copy's number, different copies may be used on several threads at once. Where several ranks share a run, each has
// the copies own() and no others.
class VectorEnv {
  public:
    // Every copy has random streams of its own, keyed by the seed and its number: one for the environment, one for what acts
    // in it. All begin an episode.
    VectorEnv(const std::string& id, int count, std::uint64_t seed);
    VectorEnv(ad::FunctionRef<std::unique_ptr<Env>()> make, int count,
              std::uint64_t seed);  // of an environment of one's own

    const EnvSpec& spec() const { return envs_[static_cast<std::size_t>(own_.begin)]->spec(); }
    int count() const { return static_cast<int>(envs_.size()); }  // on all ranks
    nn::Part own() const { return own_; }
    // [copies, observation size]: what there is to be seen before the next step of these, or of all that are this rank's
    ad::Tensor observations(std::span<const int> copies) const;
    ad::Tensor observations() const;
    nn::Rng& noise(int i) { return noise_.at(static_cast<std::size_t>(i)); }  // for the actions in copy i

    struct Result {
        Step step;
        std::span<const double> next_observation;  // after the step and before any reset; until the copy's next step
        double episode_return = 0;                 // of the episode so far, this step included
        std::int64_t episode_length = 0;
    };
    // One step of copy i. At the end of an episode it begins the next one.
    Result step(int i, std::span<const double> action);
    // One step of each of these copies, by its row of actions [copies, action width]: on the workers, when a step costs
    // enough. One result a copy.
    ad::pool::vector<Result> step(const ad::Tensor& actions, std::span<const int> copies);
    void reset(int i);  // begins a new episode

    // Everything that decides how copy i goes on.
    struct State {
        EnvState env;
        std::uint64_t random_position, noise_position;
        double episode_return;
        bool operator==(const State&) const = default;
    };
    State state(int i) const;
    void restore(int i, const State& state);
    void archive(nn::Archive& archive);  // the states of all copies, on all ranks

  private:
    nn::Part own_;
    std::vector<std::unique_ptr<Env>> envs_;  // those of other ranks are null
    std::vector<nn::Rng> rngs_, noise_;
    std::vector<double> returns_;            // of the running episodes
    std::vector<double> next_observations_;  // after each copy's last step, one behind the other
};

}  // namespace surefoot::rl
