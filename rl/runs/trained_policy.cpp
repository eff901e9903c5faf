#include "rl/runs/trained_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "nn/storage/archive.hpp"
#include "rl/envs/environments.hpp"
#include "rl/policies/masked_policy.hpp"
#include "rl/policies/policies.hpp"
#include "rl/runs/checkpoint.hpp"
#include "rl/runs/run_directory.hpp"

namespace surefoot::rl {

std::unique_ptr<Policy> make_policy(const TrainConfig& config, const EnvSpec& spec) {
    auto policy = make_policy(
        config.policy, spec.observation, spec.action,
        {.network = {.kind = config.network, .hidden = config.hidden}, .initial_log_std = config.initial_log_std});
    if (!spec.masked) return policy;
    return std::make_unique<MaskedPolicy>(std::move(policy), mask_size(spec));
}

TrainedPolicy::TrainedPolicy(const TrainConfig& config, const nn::SafeTensors& checkpoint)
    : spec_((expect_checkpoint_of(config, checkpoint), make_env(config.env)->spec())),
      policy_(make_policy(config, spec_)),
      normalizer_(spec_.observation.size(), mask_size(spec_)) {
    auto archive = nn::Archive::restoring(checkpoint);
    archive(policy_->layout(), theta_);
    if (config.normalize_observations) normalizer_.archive(archive, "observations");
}

Distribution TrainedPolicy::operator()(const ad::Tensor& observations) const {
    return (*policy_)(theta_, normalizer_(observations));
}

Distribution TrainedPolicy::pi(std::span<const double> observation) const {
    const int size = spec_.observation.size();
    if (static_cast<int>(observation.size()) != size)
        throw std::invalid_argument(
            fmt::format("policy: an observation of {} numbers; {} has {}", observation.size(), spec_.id, size));
    ad::Tensor row = ad::Tensor::uninitialized({1, size});
    std::ranges::transform(observation, row.write().begin(), [](double v) { return static_cast<ad::Real>(v); });
    const Distribution pi = (*this)(row);
    expect_proper(pi);
    return pi;
}

std::vector<double> TrainedPolicy::mode(std::span<const double> observation) const {
    const ad::Tensor action = rl::mode(pi(observation));
    return {action.values().begin(), action.values().end()};
}

std::vector<double> TrainedPolicy::sample(std::span<const double> observation, nn::Rng& rng) const {
    const ad::Tensor action = rl::sample(pi(observation), rng);
    return {action.values().begin(), action.values().end()};
}

TrainedPolicy load_policy(const std::filesystem::path& run) { return {load_config(run), load_checkpoint(run)}; }

}  // namespace surefoot::rl
