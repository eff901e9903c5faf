// Rules, layout: each op is linear, its own derivative, and its VJP is the op that moves the elements back.   docs/03 §5
#pragma once

#include <span>
#include <string_view>

#include "autodiff/accumulator.hpp"
#include "autodiff/kernels/layout.hpp"
#include "autodiff/ops/layout.hpp"

namespace surefoot::ad {

// x in the positions [begin, begin + x.shape[axis]) of an axis of `extent`, zeros elsewhere: added into a sum in its place.
struct Embedding {
    Var x;
    int axis, begin, extent;
};
void operator+=(Accumulator& sum, const Embedding& term);

struct Reshape {
    Shape shape;
    static constexpr std::string_view name = "reshape";
    Tensor forward(const Tensor& x) const { return x.reshaped(shape); }
    // ẏ = ẋ in the new shape
    void jvp(const Var& x_dot, const Var&, const Var&, Accumulator& y_dot) const { y_dot += reshape(x_dot, shape); }
    // x̄ += ȳ in the old one
    void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) const {
        x_bar += reshape(y_bar, x.shape());
    }
};

struct Transpose {
    int a, b;
    static constexpr std::string_view name = "transpose";
    Tensor forward(const Tensor& x) const { return kernels::transpose(x, a, b); }
    // ẏ = ẋᵀ
    void jvp(const Var& x_dot, const Var&, const Var&, Accumulator& y_dot) const { y_dot += transpose(x_dot, a, b); }
    // x̄ += ȳᵀ
    void vjp(const Var& y_bar, const Var&, const Var&, Accumulator& x_bar) const { x_bar += transpose(y_bar, a, b); }
};

// #region slice
// y = x[…, begin:end, …].   For a layer it reads W out of θ; its VJP adds W̄ into that piece of θ̄, in place.
struct Slice {
    int axis, begin, end;
    static constexpr std::string_view name = "slice";
    Tensor forward(const Tensor& x) const { return kernels::slice(x, axis, begin, end); }
    // ẏ = ẋ[begin:end]
    void jvp(const Var& x_dot, const Var&, const Var&, Accumulator& y_dot) const {
        y_dot += slice(x_dot, axis, begin, end);
    }
    // x̄[begin:end] += ȳ
    void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) const {
        x_bar += Embedding{y_bar, axis, begin, x.shape()[axis]};
    }
};

// y = x at [begin, begin + its extent) among zeros
struct Embed {
    int axis, begin, extent;
    static constexpr std::string_view name = "embed";
    Tensor forward(const Tensor& x) const { return kernels::embed(x, axis, begin, extent); }
    // ẏ[begin:…] = ẋ
    void jvp(const Var& x_dot, const Var&, const Var&, Accumulator& y_dot) const {
        y_dot += Embedding{x_dot, axis, begin, extent};
    }
    // x̄ += ȳ[begin:…]
    void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) const {
        x_bar += slice(y_bar, axis, begin, begin + x.shape()[axis]);
    }
};
// #endregion slice

// y = the inputs one behind the other: as many as there are, so the rules take spans
struct Concatenate {
    int axis;
    static constexpr std::string_view name = "concatenate";
    Tensor forward(std::span<const Tensor> x) const { return kernels::concatenate(x, axis); }
    // ẏ = each ẋ in its place
    void jvp(std::span<const Tangent* const> x_dot, std::span<const Var* const> x, const Var& y,
             Accumulator& y_dot) const;
    // x̄ += its piece of ȳ
    void vjp(const Var& y_bar, std::span<const Var* const> x, const Var& y, std::span<Accumulator* const> x_bar) const;
};

}  // namespace surefoot::ad
