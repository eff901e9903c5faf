#include "autodiff/ops/linalg.hpp"

#include "autodiff/apply.hpp"
#include "autodiff/rules/linalg.hpp"

namespace surefoot::ad {

void operator+=(Accumulator& sum, const Product& term) {
    const Matrix &A = term.A, &B = term.B;
    if (!sum) return;
    const auto add = [&](Tensor& C) { kernels::matmul_into(C, A.x.value(), A.transposed, B.x.value(), B.transposed); };
    if (!A.x.is_constant() || !B.x.is_constant() || !sum.add_in_place(add)) sum += matmul(A, B);
}

Var matmul(const Matrix& A, const Matrix& B) { return apply(MatMul{A.transposed, B.transposed}, A.x, B.x); }
Var affine(const Var& x, const Matrix& W, const Var& b) { return apply(Affine{W.transposed}, x, W.x, b); }

}  // namespace surefoot::ad
