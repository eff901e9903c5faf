#include "rl/batch.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <stdexcept>

#include "autodiff/kernels/layout.hpp"

namespace rl {

Batch make_batch(const Rollout& rollout, std::span<const double> advantages) {
    const ad::pool::vector<ad::Real> reals(advantages.begin(), advantages.end());
    Batch batch{rollout.observations, rollout.actions, ad::Tensor::vector(reals)};
    check(batch);
    return batch;
}

void check(const Batch& batch) {
    const auto& [observations, actions, advantages] = batch;
    const bool shaped = observations.rank() == 2 && actions.rank() == 2 && advantages.rank() == 1;
    if (!shaped || actions.shape()[0] != batch.size() || advantages.shape()[0] != batch.size())
        throw std::invalid_argument(
            fmt::format("batch: observations {}, actions {} and advantages {}: they must have as many rows",
                        to_string(observations.shape()), to_string(actions.shape()), to_string(advantages.shape())));
}

Batch rows(const Batch& batch, int begin, int end) {
    return {batch.observations.rows(begin, end), batch.actions.rows(begin, end), batch.advantages.rows(begin, end)};
}

ad::Tensor every(int k, const ad::Tensor& rows) {
    if (k < 1) throw std::invalid_argument(fmt::format("every: each {}-th row", k));
    if (k == 1) return rows;
    ad::pool::vector<int> chosen;
    for (std::int64_t i = 0; i < rows.shape()[0]; i += k) chosen.push_back(static_cast<int>(i));
    return ad::kernels::gather_rows(rows, chosen);
}

OldPolicy::OldPolicy(const Policy& policy, const ad::Tensor& theta, const Batch& batch)
    : OldPolicy(policy, theta, batch,
                [&](const nn::Shard& shard) { return policy(theta.borrowed(), shard.of(batch.observations)); }) {}

OldPolicy::OldPolicy(const Policy& policy, const ad::Tensor& theta, const Batch& batch, const Fisher& F)
    : OldPolicy(policy, theta, batch, [&](const nn::Shard& shard) { return constant(F.pi(shard)); }) {}

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
    return ad::kernels::concatenate(parts, 0);
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

}  // namespace rl
