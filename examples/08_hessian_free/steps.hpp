// HessianFree: steps to the least point of a damped quadratic model, by conjugate gradients (Martens 2010, "Deep learning via
// Hessian-free optimization").   docs/24
#pragma once

#include "examples/08_hessian_free/problem.hpp"
#include "rl/trust_region/conjugate_gradient.hpp"
#include "rl/trust_region/line_search.hpp"

namespace surefoot::hessian_free {

// The change of the loss over what the model q(s) = gᵀs + ½ sᵀG s says of it, without damping: 1 where the model is right.
double reduction_ratio(double change, double model_change);
// Levenberg-Marquardt's rule: the damping of the next step. Where the model is bad, or the ratio is not a number, more; where it
// is good, less (Martens 2010, §4.1).
double adapted(double damping, double ratio);

struct HessianFreeConfig {
    double damping = 1;        // λ of the first step
    bool adapts = true;        // by the rule; else λ stays
    double warm_start = 0.95;  // of the last solution: where the next solve begins; 0: at 0
    rl::ConjugateGradientConfig cg = {.iterations = 50, .tolerance = 0.01};
    rl::LineSearchConfig line_search = {};
};

struct HessianFreeStep {
    ad::Tensor theta = {};  // where to; θ itself when no trial gained
    double loss = 0;        // there
    double damping = 0;     // λ that the step was made with
    double ratio = 0;       // ρ of the step as it was proposed
    bool accepted = false;
    int backtracks = 0;
    int products = 0;  // with the Gauss-Newton matrix
    int values = 0;    // passes forwards only: the loss before, at each trial, and the activations that are kept
};

class HessianFree {
  public:
    explicit HessianFree(const HessianFreeConfig& config = {}) : config_(config), damping_(config.damping) {}

    //     minimise  gᵀs + ½ sᵀ(G + λ) s,   g = ∇loss and G its Gauss-Newton matrix, both at θ
    //
    // and along that s the first point with a smaller loss; then λ moves. Deterministic: the same bits for any number of threads.
    HessianFreeStep step(const Problem& problem, const ad::Tensor& theta);

  private:
    HessianFreeConfig config_;
    double damping_;
    ad::Tensor last_;  // s of the last solve; empty before the first
};

}  // namespace surefoot::hessian_free
