// TrainedPolicy: what a run has learnt to do, by itself: the policy, its parameters, and the normalizer before it.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "nn/layers/normalizer.hpp"
#include "rl/envs/env.hpp"
#include "rl/policies/policy.hpp"
#include "rl/runs/config.hpp"

namespace surefoot::nn {
struct SafeTensors;
}  // namespace surefoot::nn

namespace surefoot::rl {

// The policy that a configuration asks for, on an environment; masked, where that has a mask.
std::unique_ptr<Policy> make_policy(const TrainConfig& config, const EnvSpec& spec);

class TrainedPolicy {
  public:
    // Of a checkpoint. Throws ConfigError for one of another configuration or version, std::runtime_error for one that lacks
    // something.
    TrainedPolicy(const TrainConfig& config, const nn::SafeTensors& checkpoint);

    const EnvSpec& spec() const { return spec_; }  // of the environment that it was trained in

    // What it would do, for observations as the environment gives them.   [rows, observation size]
    Distribution operator()(const ad::Tensor& observations) const;

    // What it does: its most probable or mean action, and one drawn from it. A box's may lie outside of it; an environment
    // clips them. Both throw std::invalid_argument for an observation of another size, std::runtime_error when the policy
    // is no distribution any more.
    std::vector<double> mode(std::span<const double> observation) const;
    std::vector<double> sample(std::span<const double> observation, nn::Rng& rng) const;

    const Policy& policy() const { return *policy_; }
    const ad::Tensor& theta() const { return theta_; }
    const nn::Normalizer& normalizer() const { return normalizer_; }

  private:
    Distribution pi(std::span<const double> observation) const;

    EnvSpec spec_;
    std::shared_ptr<const Policy> policy_;
    ad::Tensor theta_;
    nn::Normalizer normalizer_;
};

// Of the last checkpoint of a run. Throws as load_config() and load_checkpoint() do, and as above.
TrainedPolicy load_policy(const std::filesystem::path& run);

}  // namespace surefoot::rl
