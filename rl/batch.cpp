#include "rl/batch.hpp"

namespace rl {

Batch make_batch(const Rollout& rollout, std::span<const double> advantages) {
    const std::vector<ad::Real> reals(advantages.begin(), advantages.end());
    return {rollout.observations, rollout.actions, ad::Tensor::vector(reals)};
}

OldPolicy::OldPolicy(const Policy& policy, const ad::Tensor& theta, const Batch& batch)
    : policy_(policy), observations_(batch.observations) {
    for (const nn::Shard& shard : nn::cut(batch.size())) {
        pi_.push_back(policy(theta, shard.of(batch.observations)));
        log_prob_.push_back(rl::log_prob(pi_.back(), shard.of(batch.actions)).value());
    }
}

const ad::Tensor& OldPolicy::log_prob(const nn::Shard& shard) const {
    return log_prob_.at(static_cast<std::size_t>(shard.index));
}

double OldPolicy::mean_kl(const ad::Tensor& theta) const {
    return nn::Expectation(observations_.shape()[0],
                           [this](const ad::Var& x, const nn::Shard& shard) {
                               return kl(pi_[static_cast<std::size_t>(shard.index)],
                                         policy_(x, shard.of(observations_)));
                           })
        .value(theta);
}

double OldPolicy::mean_entropy() const {
    return nn::Expectation(observations_.shape()[0],
                           [this](const ad::Var&, const nn::Shard& shard) {
                               return entropy(pi_[static_cast<std::size_t>(shard.index)]);
                           })
        .value(ad::Tensor());
}

}  // namespace rl
