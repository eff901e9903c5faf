// The step within a trust region: proposed by the models, decided by what is measured.   docs/14 §1
#pragma once

#include <string>

#include "rl/trust_region/conjugate_gradient.hpp"
#include "rl/trust_region/line_search.hpp"

namespace surefoot::rl {

struct TrustRegionConfig {
    double radius;  // δ
    ConjugateGradientConfig cg = {};
    LineSearchConfig line_search = {};
};

struct TrustRegionStep {
    std::string reason = {};  // why θ stays where it is; empty when the step was accepted
    ad::Tensor theta;         // where to; θ itself, its very storage, when there is a reason
    Trial trial = {};         // at the last point that was tried
    int backtracks = 0;
    double cg_residual = 0;  // ‖g − F x‖ / ‖g‖
    bool accepted() const { return reason.empty(); }
};

//     maximise  gain(θ')    subject to    distance(θ') ≤ δ
//
// by the linear model g = ∇gain and the quadratic one F of the distance, both at θ, and a search along the line for the first
// point where `measure` finds a gain within the radius.
TrustRegionStep trust_region_step(const ad::Tensor& theta, ad::FunctionRef<ad::Tensor(const ad::Tensor&)> F,
                                  const ad::Tensor& gradient, ad::FunctionRef<Trial(const ad::Tensor& theta)> measure,
                                  const TrustRegionConfig& config);

}  // namespace surefoot::rl
