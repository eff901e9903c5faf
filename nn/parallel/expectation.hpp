// Expectation: the mean over a batch of a function of θ, and its derivatives.   docs/06 §5
//
// An objective of this field is an expectation, and it is written as one: the algorithm gives the integrand, a number
// for each sample of a piece of the batch. Pieces, tapes, threads and the order of summation stay behind this interface.
// The integrand is called for several pieces at once, on the workers.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <utility>

#include "autodiff/function_ref.hpp"
#include "autodiff/var.hpp"
#include "nn/parallel/shard.hpp"

namespace surefoot::nn {

// One number for each sample of the shard, [shard.size()].
using Integrand = ad::FunctionRef<ad::Var(const ad::Var& theta, const Shard& shard)>;

// 1/N Σ f(sample): of numbers that depend on nothing, [shard.size()] for each shard. Throws as the means below do.
double mean(Samples samples, ad::FunctionRef<ad::Tensor(const Shard& shard)> f);

// 1/N Σ f(θ, sample), and its gradient, of the shape of θ. Both throw std::invalid_argument when there are no samples,
// ad::ShapeError when the integrand does not give one number a sample, and what it throws itself.
double mean_value(Samples samples, const ad::Tensor& theta, Integrand f);
ad::Tensor mean_grad(Samples samples, const ad::Tensor& theta, Integrand f);

// Two means from one pass over the batch: f gives the numbers of both.
std::array<double, 2> means(Samples samples, const ad::Tensor& theta,
                            ad::FunctionRef<std::array<ad::Var, 2>(const ad::Var& theta, const Shard& shard)> f);

// E[f] as a function of θ.
template <class F>
class Expectation {
  public:
    Expectation(Samples samples, F f) : samples_(samples), f_(std::move(f)) {}

    double value(const ad::Tensor& theta) const { return mean_value(samples_, theta, f_); }
    ad::Tensor grad(const ad::Tensor& theta) const { return mean_grad(samples_, theta, f_); }  // ∇E[f]

  private:
    Samples samples_;
    F f_;
};

// v ↦ E[Jᵀ M J] v, the curvature of a divergence that lies behind the outputs of a network: J = ∂outputs/∂θ, and M is
// symmetric and acts on each sample's outputs alone. With the Fisher metric of a distribution for M this is the Fisher
// matrix, with M = 1 the Gauss-Newton matrix of least squares (Schraudolph 2002, "Fast curvature matrix-vector products").
// The activations are kept, so that each product costs one sweep forwards and one backwards.
class Curvature {
  public:
    using Outputs = ad::FunctionRef<ad::pool::vector<ad::Var>(const ad::Var& theta, const Shard& shard)>;
    Curvature(Samples samples, const ad::Tensor& theta,
              Outputs outputs);  // throws std::invalid_argument without samples

    // M applied to a tangent of a shard's outputs: one tensor for each output, one row a sample.
    using Metric =
        ad::FunctionRef<ad::pool::vector<ad::Tensor>(const Shard& shard, std::span<const ad::Tensor> tangents)>;
    ad::Tensor operator()(const ad::Tensor& v, Metric M) const;  // v: [n] → [n]

  private:
    struct Piece;
    Samples samples_;
    ad::Tensor theta_;
    ByShard<std::shared_ptr<const Piece>> pieces_;  // copies of a Curvature share what was recorded
};

}  // namespace surefoot::nn
