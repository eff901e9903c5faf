// Expectation: the mean over a batch of a function of θ, and its derivatives.   docs/06 §5
//
// An objective of this field is an expectation, and it is written as one: the algorithm gives the integrand, a number
// for each sample of a piece of the batch. Pieces, tapes and the order of summation stay behind this interface.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "autodiff/transforms.hpp"
#include "nn/shard.hpp"

namespace nn {

// One number for each sample of the shard, [shard.size()].
using Integrand = std::function<ad::Var(const ad::Var& theta, const Shard& shard)>;

// E[f] = 1/N Σ f(θ, sample)
class Expectation {
  public:
    Expectation(int samples, Integrand f);

    // Throw ad::ShapeError when the integrand does not give one number a sample, and what it throws itself.
    // (The constructor throws std::invalid_argument when there are no samples.)
    double value(const ad::Tensor& theta) const;
    ad::Tensor grad(const ad::Tensor& theta) const;  // ∇E[f], of the shape of θ

  private:
    ad::Var shard_sum(const ad::Var& theta, const Shard& shard) const;  // Σ f over the shard, []

    int samples_;
    Integrand f_;
};

// v ↦ E[Jᵀ M J] v, the curvature of a divergence that lies behind the outputs of a network: J = ∂outputs/∂θ, and M is
// symmetric and acts on each sample's outputs alone. With the Fisher metric of a distribution for M this is the Fisher
// matrix, with M = 1 the Gauss-Newton matrix of least squares (Schraudolph 2002, "Fast curvature matrix-vector products").
// The activations are kept, so that each product costs one sweep forwards and one backwards.
class Curvature {
  public:
    // M applied to a tangent of the outputs: one tensor for each output, one row a sample.
    using Metric = std::function<std::vector<ad::Tensor>(std::span<const ad::Tensor> tangents)>;
    struct Outputs {
        std::vector<ad::Var> values;
        Metric metric;  // M at these values
    };
    using Model = std::function<Outputs(const ad::Var& theta, const Shard& shard)>;

    Curvature(int samples, const ad::Tensor& theta, const Model& model);
    ad::Tensor operator()(const ad::Tensor& v) const;  // v: [n] → [n]

  private:
    struct Piece {
        Piece(const ad::Tensor& theta, const Model& model, const Shard& shard);
        ad::Tape tape;
        ad::Var theta;
        Outputs outputs;
        ad::Linearization J;
    };
    int samples_;
    std::vector<std::shared_ptr<const Piece>> pieces_;  // copies of a Curvature share what was recorded
};

}  // namespace nn
