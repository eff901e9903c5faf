// Problem: a loss behind the outputs of a model, E[ℓ(z)] with z = outputs(θ): what a Gauss-Newton matrix is made of.
#pragma once

#include <memory>
#include <span>

#include "autodiff/var.hpp"
#include "nn/parallel/shard.hpp"

namespace surefoot::hessian_free {

class Problem {
  public:
    virtual ~Problem() = default;

    virtual nn::Samples samples() const = 0;
    virtual ad::Tensor start() const = 0;  // θ before the first step, [n]
    // z of the shard's samples, a row each: [shard.size(), m]
    virtual ad::Var outputs(const ad::Var& theta, const nn::Shard& shard) const = 0;
    // ℓ(z), convex in z, of each of these samples: [shard.size()]
    virtual ad::Var losses(const ad::Var& z, const nn::Shard& shard) const = 0;
    // The same problem with some of the samples alone, for steps on minibatches.
    virtual std::unique_ptr<Problem> part(std::span<const int> samples) const = 0;

    double loss(const ad::Tensor& theta) const;          // E[ℓ]
    ad::Tensor gradient(const ad::Tensor& theta) const;  // ∇E[ℓ], [n]
};

}  // namespace surefoot::hessian_free
