// Batch: what an algorithm learns from, one row a sample; and the policy that the batch was sampled from.
#pragma once

#include <span>

#include "nn/expectation.hpp"
#include "rl/fisher.hpp"
#include "rl/policy.hpp"
#include "rl/rollout.hpp"

namespace rl {

struct Batch {
    ad::Tensor observations;  // [n, observation size]
    ad::Tensor actions;       // [n, action width]
    ad::Tensor advantages;    // [n]: Â, or whatever stands for it in the policy gradient

    int size() const { return observations.shape()[0]; }
};

// Throws std::invalid_argument unless there are as many advantages as steps.
Batch make_batch(const Rollout& rollout, std::span<const double> advantages);
// Throws std::invalid_argument, with the numbers, unless all three have as many rows. All that learn from a batch do.
void check(const Batch& batch);
Batch rows(const Batch& batch, int begin, int end);  // the samples [begin, end): views
ad::Tensor every(int k, const ad::Tensor& rows);     // each k-th row, from the first on; k ≥ 1

// π_old on a batch: its distribution for each shard of it, held fixed. It is computed on the same shards as the
// updated policy, so that the ratio π_θ/π_old is exactly 1 at θ_old.
class OldPolicy {
  public:
    // Keeps a reference to the policy, which must outlive it. Throws as check() does.
    OldPolicy(const Policy& policy, const ad::Tensor& theta, const Batch& batch);
    // The same, from a Fisher operator that has run the policy at θ on the batch's observations already.
    OldPolicy(const Policy& policy, const ad::Tensor& theta, const Batch& batch, const Fisher& F);

    const Distribution& operator()(const nn::Shard& shard) const { return pi_[shard]; }  // on its observations
    const ad::Tensor& log_prob(const nn::Shard& shard) const {
        return log_prob_[shard];
    }                                               // log π_old(a|s), [shard.size()]
    ad::Tensor log_prob() const;                    // the same of the whole batch, [n]
    double mean_kl(const ad::Tensor& theta) const;  // E[KL(π_old ‖ π_θ)], in nats
    double mean_entropy() const;                    // E[H(π_old)], in nats

  private:
    OldPolicy(const Policy& policy, const ad::Tensor& theta, const Batch& batch,
              ad::FunctionRef<Distribution(const nn::Shard&)> pi);

    const Policy& policy_;
    ad::Tensor theta_;  // held for pi_, whose values may be views of it
    ad::Tensor observations_;
    nn::ByShard<Distribution> pi_;
    nn::ByShard<ad::Tensor> log_prob_;
};

}  // namespace rl
