#include "autodiff/ops/linalg.hpp"

#include "autodiff/ops/reduce.hpp"
#include "autodiff/tape.hpp"

namespace ad {

Var matmul(const Matrix& A, const Matrix& B) { return apply(MatMul{A.transposed, B.transposed}, A.x, B.x); }
Var affine(const Var& x, const Var& W, const Var& b) { return apply(Affine{}, x, W, b); }

void Affine::jvp(const Tangent& x_dot, const Tangent& W_dot, const Tangent& b_dot, const Var& x, const Var& W,
                 const Var&, const Var& y, Accumulator& y_dot) {
    if (b_dot) y_dot += broadcast_to(b_dot, y.shape());
    if (x_dot) y_dot += product(*x_dot, W);
    if (W_dot) y_dot += product(x, *W_dot);
}

void Affine::vjp(const Var& y_bar, const Var& x, const Var& W, const Var& b, const Var&, Accumulator& x_bar,
                 Accumulator& W_bar, Accumulator& b_bar) {
    x_bar += product(y_bar, transposed(W));
    W_bar += product(transposed(x), y_bar);
    if (b_bar) b_bar += sum_to(y_bar, b.shape());
}

}  // namespace ad
