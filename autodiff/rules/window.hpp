// Rules, windows: unfold and fold are each other's transpose. A convolution is linear in the image and in the weights; with
//     T(x, W, y) = ⟨y, W ⋆ x⟩ = Σ y[n,o,i] W[o,c,p] x[n,c,i+p],
// which is linear in all three, conv2d = ∂T/∂y, its transposes are ∂T/∂x and ∂T/∂W, and each rule of one is another of them.
// docs/21 §3
#pragma once

#include <string_view>

#include "autodiff/accumulator.hpp"
#include "autodiff/kernels/window.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/ops/window.hpp"

namespace surefoot::ad {

struct Unfold {
    Window window;
    static constexpr std::string_view name = "unfold";
    Tensor forward(const Tensor& x) const { return kernels::unfold(x, window); }
    // ẏ = what the window sees of ẋ
    void jvp(const Var& x_dot, const Var&, const Var&, Accumulator& y_dot) const { y_dot += unfold(x_dot, window); }
    // x̄ += ȳ put back
    void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) const {
        x_bar += fold(y_bar, window, x.shape()[2], x.shape()[3]);
    }
};

struct Fold {
    Window window;
    int height, width;
    static constexpr std::string_view name = "fold";
    Tensor forward(const Tensor& y) const { return kernels::fold(y, window, height, width); }
    // ẋ = ẏ put back
    void jvp(const Var& y_dot, const Var&, const Var&, Accumulator& x_dot) const {
        x_dot += fold(y_dot, window, height, width);
    }
    // ȳ += what the window sees of x̄
    void vjp(const Var& x_bar, const Var&, const Var&, Accumulator& y_bar) const { y_bar += unfold(x_bar, window); }
};

// #region convolution
// The three gradients of T as functions, for the rules below.
Var conv2d(const Var& x, const Var& W, const Window& window);                               // ∂T/∂y
Var conv2d_input(const Var& y, const Var& W, const Window& window, int height, int width);  // ∂T/∂x
Var conv2d_weight(const Var& x, const Var& y, const Window& window);                        // ∂T/∂W

// y = W ⋆ x
struct Conv2d {
    Window window;
    static constexpr std::string_view name = "conv2d";
    Tensor forward(const Tensor& x, const Tensor& W) const { return kernels::conv2d(x, W, nullptr, window); }
    // ẏ = W ⋆ ẋ + Ẇ ⋆ x
    void jvp(const Tangent& x_dot, const Tangent& W_dot, const Var& x, const Var& W, const Var&,
             Accumulator& y_dot) const {
        if (x_dot) y_dot += conv2d(x_dot, W, window);
        if (W_dot) y_dot += conv2d(x, W_dot, window);
    }
    // x̄ += ∂T/∂x at (W, ȳ)      W̄ += ∂T/∂W at (x, ȳ)
    void vjp(const Var& y_bar, const Var& x, const Var& W, const Var&, Accumulator& x_bar, Accumulator& W_bar) const {
        if (x_bar) x_bar += conv2d_input(y_bar, W, window, x.shape()[2], x.shape()[3]);
        if (W_bar) W_bar += conv2d_weight(x, y_bar, window);
    }
};

// x = ∂T/∂x at (W, y)
struct Conv2dInput {
    Window window;
    int height, width;
    static constexpr std::string_view name = "conv2d_input";
    Tensor forward(const Tensor& y, const Tensor& W) const {
        return kernels::conv2d_input(y, W, window, height, width);
    }
    // ẋ = ∂T/∂x at (W, ẏ) and at (Ẇ, y)
    void jvp(const Tangent& y_dot, const Tangent& W_dot, const Var& y, const Var& W, const Var&,
             Accumulator& x_dot) const {
        if (y_dot) x_dot += conv2d_input(y_dot, W, window, height, width);
        if (W_dot) x_dot += conv2d_input(y, W_dot, window, height, width);
    }
    // ȳ += W ⋆ x̄      W̄ += ∂T/∂W at (x̄, y)
    void vjp(const Var& x_bar, const Var& y, const Var& W, const Var&, Accumulator& y_bar, Accumulator& W_bar) const {
        if (y_bar) y_bar += conv2d(x_bar, W, window);
        if (W_bar) W_bar += conv2d_weight(x_bar, y, window);
    }
};

// W = ∂T/∂W at (x, y)
struct Conv2dWeight {
    Window window;
    static constexpr std::string_view name = "conv2d_weight";
    Tensor forward(const Tensor& x, const Tensor& y) const { return kernels::conv2d_weight(x, y, window); }
    // Ẇ = ∂T/∂W at (ẋ, y) and at (x, ẏ)
    void jvp(const Tangent& x_dot, const Tangent& y_dot, const Var& x, const Var& y, const Var&,
             Accumulator& W_dot) const {
        if (x_dot) W_dot += conv2d_weight(x_dot, y, window);
        if (y_dot) W_dot += conv2d_weight(x, y_dot, window);
    }
    // x̄ += ∂T/∂x at (W̄, y)      ȳ += W̄ ⋆ x
    void vjp(const Var& W_bar, const Var& x, const Var& y, const Var&, Accumulator& x_bar, Accumulator& y_bar) const {
        if (x_bar) x_bar += conv2d_input(y, W_bar, window, x.shape()[2], x.shape()[3]);
        if (y_bar) y_bar += conv2d(x, W_bar, window);
    }
};
// #endregion convolution

// y = W ⋆ x + b: one op, so that the bias costs no pass over memory of its own, as in affine
struct Conv2dAffine {
    Window window;
    static constexpr std::string_view name = "conv2d_affine";
    Tensor forward(const Tensor& x, const Tensor& W, const Tensor& b) const {
        return kernels::conv2d(x, W, &b, window);
    }
    // ẏ = W ⋆ ẋ + Ẇ ⋆ x + ḃ
    void jvp(const Tangent& x_dot, const Tangent& W_dot, const Tangent& b_dot, const Var& x, const Var& W, const Var&,
             const Var& y, Accumulator& y_dot) const {
        Conv2d{window}.jvp(x_dot, W_dot, x, W, y, y_dot);
        if (b_dot) y_dot += broadcast_to(reshape(b_dot, {y.shape()[1], 1, 1}), y.shape());
    }
    // x̄ and W̄ as above      b̄ += Σ ȳ over samples and positions
    void vjp(const Var& y_bar, const Var& x, const Var& W, const Var& b, const Var& y, Accumulator& x_bar,
             Accumulator& W_bar, Accumulator& b_bar) const {
        Conv2d{window}.vjp(y_bar, x, W, y, x_bar, W_bar);
        if (b_bar) b_bar += reshape(sum_to(y_bar, {b.shape()[0], 1, 1}), b.shape());
    }
};

}  // namespace surefoot::ad
