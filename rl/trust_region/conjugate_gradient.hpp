// Conjugate gradients (Hestenes and Stiefel 1952): F x = b for a symmetric positive definite F that is known only by its
// products F v.   docs/12
#pragma once

#include "autodiff/function_ref.hpp"
#include "autodiff/tensor.hpp"

namespace surefoot::rl {

struct ConjugateGradientConfig {
    int iterations = 10;      // at most
    double tolerance = 1e-5;  // stops when ‖residual‖ ≤ tolerance ‖b‖
};

struct Solution {
    ad::Tensor x, residual;  // F x = b − residual
    int iterations;          // products F v that were taken
};

// Stops early at a direction of no or negative curvature, and where F v is not finite; what is solved so far is returned.
Solution conjugate_gradient(ad::FunctionRef<ad::Tensor(const ad::Tensor&)> F, const ad::Tensor& b,
                            const ConjugateGradientConfig& config = {});

}  // namespace surefoot::rl
