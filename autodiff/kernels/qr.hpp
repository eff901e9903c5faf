// Kernels, orthogonal matrices: by LAPACK, or where the build has none (-Dblas=disabled) by products of our own.
#pragma once

#include "autodiff/tensor.hpp"

namespace surefoot::ad::kernels {

// The rows of A made orthonormal, one after the other: Q of Aᵀ = QᵀR with a positive diagonal of R, as Gram and Schmidt have
// it.   A: [m,n], m ≤ n, of rank m.   → [m,n]. Throws ShapeError for other shapes.
Tensor orthonormal_rows(const Tensor& A);

}  // namespace surefoot::ad::kernels
