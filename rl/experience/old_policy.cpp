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
    return nn::for_each_sample(observations_.shape()[0], [&](const nn::Shard& shard) { return log_prob_[shard]; });
}

double OldPolicy::mean_kl(const ad::Tensor& theta) const {
    return nn::mean(observations_.shape()[0], [&](const nn::Shard& shard) {
        return kl((*this)(shard), policy_(theta.borrowed(), shard.of(observations_))).value();
    });
}

double OldPolicy::mean_entropy() const {
    return nn::mean(observations_.shape()[0],
                    [this](const nn::Shard& shard) { return entropy((*this)(shard)).value(); });
}

double mean_kl(const Policy& policy, const ad::Tensor& theta, const ad::Tensor& x, const ad::Tensor& y) {
    return nn::mean(x.shape()[0], [&](const nn::Shard& shard) {
        return kl(policy(theta.borrowed(), shard.of(x)), policy(theta.borrowed(), shard.of(y))).value();
    });
}

}  // namespace surefoot::rl
