// The natural step: of all steps of one length in nats, the one that gains most to first order.   docs/11 §4
#pragma once

#include <string>

#include "autodiff/function_ref.hpp"
#include "autodiff/tensor.hpp"
#include "rl/trust_region/conjugate_gradient.hpp"

namespace surefoot::rl {

// The step that gains most, to first order, of all that go as far as the radius δ, to second order:
//
//     maximise  gᵀs    subject to    ½ sᵀF s = δ        by        F x = g,    s = √(2δ / xᵀF x) x .
//
// F is known by its products, which include whatever damping is meant: the damped F scales the step too.
struct NaturalStep {
    ad::Tensor step = {};     // [n]; empty when there is none
    double cg_residual = 0;   // ‖g − F x‖ / ‖g‖
    std::string reason = {};  // why there is no step; empty when there is one
};
NaturalStep natural_step(ad::FunctionRef<ad::Tensor(const ad::Tensor&)> F, const ad::Tensor& gradient, double radius,
                         const ConjugateGradientConfig& config);

}  // namespace surefoot::rl
