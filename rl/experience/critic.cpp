#include "rl/experience/critic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "nn/parallel/ranks.hpp"
#include "nn/storage/archive.hpp"
#include "rl/experience/advantage.hpp"

namespace surefoot::rl {
namespace {

const CriticConfig& checked(const CriticConfig& config) {
    const auto& known = value_fit_methods();
    if (std::find(known.begin(), known.end(), config.fit.method) == known.end())
        throw std::invalid_argument(fmt::format("critic: no way to fit called `{}`", config.fit.method));
    return config;
}

ad::Tensor initial(const ValueFunction& V, std::uint64_t seed) {
    nn::Rng rng(seed, "value function");
    ad::Tensor phi = V.layout().initial(rng);
    nn::from_first(phi.write());  // as the policy's
    return phi;
}

}  // namespace

Critic::Critic(const Box& observation, const CriticConfig& config, std::uint64_t seed)
    : config_(checked(config)),
      V_(observation, config.network),
      phi_(initial(V_, seed)),
      adam_({.learning_rate = config.fit.learning_rate}),
      rng_(seed, "value fit") {}

// #region critic
Critic::Judgement Critic::judge(const Rollout& rollout) const {
    const auto V = value(rollout.observations), final_V = value(rollout.final_observations);
    const auto A = gae(rollout, V, final_V, config_.gamma, config_.lambda);
    auto targets = lambda_returns(A, V);
    const double explained = explained_variance(V, targets);
    return {make_batch(rollout, standardized(A)), std::move(targets), explained};
}

void Critic::learn(const ad::Tensor& observations, std::span<const double> targets) {
    const ValueFitConfig& how = config_.fit;
    phi_ = how.method == "adam" ? fit_by_adam(V_, phi_, observations, targets, adam_, rng_, how.minibatches)
                                : fit_in_trust_region(V_, phi_, observations, targets, how.max_change);
}
// #endregion critic

bool Critic::start_from(const nn::SafeTensors& checkpoint) {
    if (!checkpoint.arrays.contains(V_.layout().parameters()[0].name)) return false;
    auto restoring = nn::Archive::restoring(checkpoint);
    restoring(V_.layout(), phi_);
    return true;
}

void Critic::archive(nn::Archive& archive) {
    archive(V_.layout(), phi_);
    adam_.archive(archive, "value.adam", V_.layout().size());
    archive("value.fit.random_position", rng_);
}

ad::pool::vector<double> Critic::value(const ad::Tensor& observations) const {
    return values_of(V_, phi_, observations);
}

}  // namespace surefoot::rl
