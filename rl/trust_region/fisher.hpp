// Fisher: the Fisher information of a policy on a batch of observations, by its products.   docs/11 §3
#pragma once

#include "nn/parallel/expectation.hpp"
#include "rl/policies/policy.hpp"

namespace surefoot::rl {

// v ↦ F v + λ v,   F = E_s[ Jᵀ M J ] at θ: J the Jacobian of the distribution's parameters, M their Fisher metric.
// F is the Hessian of E[KL(π_θ ‖ π_θ')] in θ' at θ' = θ. The damping λ keeps F + λ1 positive definite.
class Fisher {
  public:
    Fisher(const Policy& policy, const ad::Tensor& theta, const ad::Tensor& observations, double damping);
    ad::Tensor operator()(const ad::Tensor& v) const;  // [n] → [n]

    const Distribution& pi(const nn::Shard& shard) const { return pi_[shard]; }  // π_θ on the shard, recorded

  private:
    nn::ByShard<Distribution> pi_;  // at θ
    nn::Curvature curvature_;
    double damping_;
};

}  // namespace surefoot::rl
