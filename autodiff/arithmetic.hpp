// Arithmetic on plain tensors, for whoever works with vectors and never differentiates: solvers, optimisers.
#pragma once

#include "autodiff/kernels/linalg.hpp"
#include "autodiff/tensor.hpp"

namespace surefoot::ad {

// Shapes must be equal; all else throws ShapeError.
Tensor operator+(const Tensor& a, const Tensor& b);
Tensor operator-(const Tensor& a, const Tensor& b);
Tensor operator*(const Tensor& a, const Tensor& b);  // elementwise
Tensor operator*(Real s, const Tensor& x);

using kernels::dot;                // Σ xᵢ yᵢ, accumulated in double
double norm(const Tensor& x);      // √Σ xᵢ²
double max_norm(const Tensor& x);  // max |xᵢ|, 0 for nothing; NaN when any is
bool all_finite(const Tensor& x);

}  // namespace surefoot::ad
