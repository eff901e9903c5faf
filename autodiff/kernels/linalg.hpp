// Kernels, linear algebra. Matrices are row-major.
#pragma once

#include "autodiff/tensor.hpp"

namespace surefoot::ad::kernels {

// op(A) op(B), where op transposes when its flag is set; of ranks 3 and 4, as many products as there are matrices. Throws
// ShapeError for ranks or dimensions that do not fit.
Tensor matmul(const Tensor& A, bool transpose_A, const Tensor& B, bool transpose_B);

// C += op(A) op(B), in place. Throws as matmul does, and when C's shape is not the product's.
void matmul_into(Tensor& C, const Tensor& A, bool transpose_A, const Tensor& B, bool transpose_B);

// x op(W) + b, the row b added to each row.   x: [n,k]   op(W): [k,m]   b: [m]   → [n,m]
Tensor affine(const Tensor& x, const Tensor& W, bool transpose_W, const Tensor& b);

// Σ x[i] y[i] over tensors of one size, whatever their shapes; accumulated in double. Throws ShapeError.
double dot(const Tensor& x, const Tensor& y);

}  // namespace surefoot::ad::kernels
