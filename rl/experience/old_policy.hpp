// OldPolicy: the policy that a batch was sampled from, held fixed while the updated one moves away from it.   docs/13 §2
#pragma once

#include "autodiff/function_ref.hpp"
#include "nn/parallel/expectation.hpp"
#include "rl/experience/batch.hpp"
#include "rl/policies/policy.hpp"

namespace surefoot::rl {

// π_old on a batch: its distribution for each shard of it, held fixed. It is computed on the same shards as the
// updated policy, so that the ratio π_θ/π_old is exactly 1 at θ_old.
class OldPolicy {
  public:
    // Keeps a reference to the policy, which must outlive it. Throws as check() does.
    OldPolicy(const Policy& policy, const ad::Tensor& theta, const Batch& batch);
    // The same, where the distributions at θ on the batch's observations have been computed already. They are kept, so they
    // must be off the tape.
    OldPolicy(const Policy& policy, const ad::Tensor& theta, const Batch& batch,
              ad::FunctionRef<Distribution(const nn::Shard&)> pi);

    const Distribution& operator()(const nn::Shard& shard) const { return pi_[shard]; }  // on its observations
    const ad::Tensor& log_prob(const nn::Shard& shard) const {
        return log_prob_[shard];
    }                                               // log π_old(a|s), [shard.size()]
    ad::Tensor log_prob() const;                    // the same of the whole batch, [n]
    double mean_kl(const ad::Tensor& theta) const;  // E[KL(π_old ‖ π_θ)], in nats
    double mean_entropy() const;                    // E[H(π_old)], in nats

  private:
    const Policy& policy_;
    ad::Tensor theta_;  // held for pi_, whose values may be views of it
    ad::Tensor observations_;
    nn::ByShard<Distribution> pi_;
    nn::ByShard<ad::Tensor> log_prob_;
};

// E[KL(π_θ(·|x) ‖ π_θ(·|y))], in nats, over the rows of two batches of observations: what the policy does when the same
// is shown to it otherwise.
double mean_kl(const Policy& policy, const ad::Tensor& theta, const ad::Tensor& x, const ad::Tensor& y);

}  // namespace surefoot::rl
