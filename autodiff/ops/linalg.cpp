#include "autodiff/ops/linalg.hpp"

#include "autodiff/tape.hpp"

namespace surefoot::ad {

Var matmul(const Matrix& A, const Matrix& B) { return Tape::apply(MatMul{A.transposed, B.transposed}, A.x, B.x); }
Var affine(const Var& x, const Var& W, const Var& b) { return Tape::apply(Affine{}, x, W, b); }

}  // namespace surefoot::ad
