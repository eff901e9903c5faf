// Ops, linear algebra: the matrix product, and the affine map of a layer.   docs/03 §4
#pragma once

#include <concepts>
#include <utility>

#include "autodiff/var.hpp"

namespace surefoot::ad {

// A matrix as a product takes it: as it stands, or transposed. The flag goes to BLAS; nothing is copied.
struct Matrix {
    Matrix(std::convertible_to<Var> auto&& x) : x(std::forward<decltype(x)>(x)) {}
    Matrix(Var x, bool transposed) : x(std::move(x)), transposed(transposed) {}

    Var x;
    bool transposed = false;
};
inline Matrix transposed(Matrix A) { return {std::move(A.x), !A.transposed}; }

// A B.   A: [m,k]   B: [k,n]   → [m,n]; either may be handed over as transposed(A). With axes in front, which must be equal, as
// many products: [h,m,k] and [h,k,n] → [h,m,n], and so for rank 4. Throws ShapeError.
Var matmul(const Matrix& A, const Matrix& B);
// x W + b, b added to each row.   x: [n,k]   W: [k,m], which may be handed over as transposed(W)   b: [m]   → [n,m]. Throws
// ShapeError.
Var affine(const Var& x, const Matrix& W, const Var& b);

}  // namespace surefoot::ad
