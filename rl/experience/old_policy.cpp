#include "rl/experience/old_policy.hpp"

#include "autodiff/arithmetic.hpp"

namespace surefoot::rl {

OldPolicy::OldPolicy(const Policy& policy, const ad::Tensor& theta, const Batch& batch)
    : OldPolicy(policy, theta, batch,
                [&](const nn::Shard& shard) { return policy(theta.borrowed(), shard.of(batch.observations)); }) {}

OldPolicy::OldPolicy(const Policy& policy, const ad::Tensor& theta, const Batch& batch,
                     ad::FunctionRef<Distribution(const nn::Shard&)> pi)
    : policy_(policy), theta_(theta), observations_(batch.observations), pi_(batch.size()), log_prob_(batch.size()) {
    check(batch);
    nn::for_each_shard(batch.size(), [&](const nn::Shard& shard) {
        pi_[shard] = pi(shard);
        log_prob_[shard] = rl::log_prob(pi_[shard], shard.of(batch.actions)).value();
    });
}

ad::Tensor OldPolicy::log_prob() const {
    const ad::pool::vector<ad::Tensor> parts(log_prob_.begin(), log_prob_.end());
    return ad::concatenate(parts, 0);
}

double OldPolicy::mean_kl(const ad::Tensor& theta) const {
    const nn::Expectation divergence(observations_.shape()[0], [this](const ad::Var& x, const nn::Shard& shard) {
        return kl((*this)(shard), policy_(x, shard.of(observations_)));
    });
    return divergence.value(theta);
}

double OldPolicy::mean_entropy() const {
    const nn::Expectation entropies(observations_.shape()[0],
                                    [this](const ad::Var&, const nn::Shard& shard) { return entropy((*this)(shard)); });
    return entropies.value(ad::Tensor());
}

}  // namespace surefoot::rl
