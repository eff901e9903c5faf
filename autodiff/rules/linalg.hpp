// Rules, linear algebra: the matrix product, and the affine map of a layer.   docs/03 §4
#pragma once

#include <string_view>

#include "autodiff/accumulator.hpp"
#include "autodiff/kernels/linalg.hpp"
#include "autodiff/ops/linalg.hpp"
#include "autodiff/ops/reduce.hpp"

namespace surefoot::ad {

// A B, a matrix product not yet carried out, which is added into a sum without a temporary.
struct Product {
    Matrix A, B;
};
inline Product product(Matrix A, Matrix B) { return {std::move(A), std::move(B)}; }
void operator+=(Accumulator& sum, const Product& term);

// #region matmul
// C = A B, each taken as it stands or transposed.
// The rules are written for A and B as the product takes them; for a factor that is stored transposed, the whole
// rule is transposed too.
struct MatMul {
    bool transpose_A, transpose_B;
    static constexpr std::string_view name = "matmul";
    Tensor forward(const Tensor& A, const Tensor& B) const { return kernels::matmul(A, transpose_A, B, transpose_B); }
    // Ċ = Ȧ B + A Ḃ
    void jvp(const Tangent& A_dot, const Tangent& B_dot, const Var& A, const Var& B, const Var&,
             Accumulator& C_dot) const {
        if (A_dot) C_dot += product({A_dot, transpose_A}, {B, transpose_B});
        if (B_dot) C_dot += product({A, transpose_A}, {B_dot, transpose_B});
    }
    // Ā += C̄ Bᵀ      B̄ += Aᵀ C̄
    void vjp(const Var& C_bar, const Var& A, const Var& B, const Var&, Accumulator& A_bar, Accumulator& B_bar) const {
        const Matrix left{A, transpose_A}, right{B, transpose_B};
        A_bar += transpose_A ? product(right, transposed(C_bar)) : product(C_bar, transposed(right));
        B_bar += transpose_B ? product(transposed(C_bar), left) : product(transposed(left), C_bar);
    }
};
// #endregion matmul

// #region affine
// y = x W + b, W taken as it stands or transposed: one op, so that the bias costs no pass over memory of its own
struct Affine {
    bool transpose_W;
    static constexpr std::string_view name = "affine";
    Tensor forward(const Tensor& x, const Tensor& W, const Tensor& b) const {
        return kernels::affine(x, W, transpose_W, b);
    }
    // ẏ = x Ẇ + ḃ + ẋ W
    void jvp(const Tangent& x_dot, const Tangent& W_dot, const Tangent& b_dot, const Var& x, const Var& W, const Var&,
             const Var& y, Accumulator& y_dot) const {
        if (W_dot && b_dot)
            y_dot += affine(x, {W_dot, transpose_W}, b_dot);
        else if (W_dot)
            y_dot += product(x, {W_dot, transpose_W});
        else if (b_dot)
            y_dot += broadcast_to(b_dot, y.shape());
        if (x_dot) y_dot += product(x_dot, {W, transpose_W});
    }
    // x̄ += ȳ Wᵀ      W̄ += xᵀ ȳ      b̄ += Σ ȳ over the rows
    void vjp(const Var& y_bar, const Var& x, const Var& W, const Var& b, const Var& y, Accumulator& x_bar,
             Accumulator& W_bar, Accumulator& b_bar) const {
        MatMul{false, transpose_W}.vjp(y_bar, x, W, y, x_bar, W_bar);
        if (b_bar) b_bar += sum_to(y_bar, b.shape());
    }
};
// #endregion affine

}  // namespace surefoot::ad
