// Rules, piecewise: each function is linear on either side of its kink, with a slope that a mask of zeros and ones picks. The
// mask is constant almost everywhere, so it has no derivative itself.   docs/03 §2
#pragma once

#include <cmath>
#include <string_view>

#include "autodiff/accumulator.hpp"
#include "autodiff/chain.hpp"
#include "autodiff/kernels/elementwise.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/piecewise.hpp"

namespace surefoot::ad {

// y = max(x, 0).   The slope is 0 or 1, and at the kink x = 0 it is 0 by convention.
struct Relu {
    static constexpr std::string_view name = "relu";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return v <= 0 ? 0 : v; });
    }
    static auto above_zero(const Var& x) {
        return slope(x, [](Real v) { return Real(v > 0); });
    }
    // ẏ = [x > 0] ẋ
    static void jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) {
        y_dot += above_zero(x) * each(x_dot);
    }
    // x̄ += [x > 0] ȳ
    static void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) {
        x_bar += above_zero(x) * each(y_bar);
    }
};

// y = |x|.   The slope is the sign of x, and at the kink x = 0 it is 0 by convention.
struct Abs {
    static constexpr std::string_view name = "abs";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return std::abs(v); });
    }
    static auto sign(const Var& x) {
        return slope(x, [](Real v) { return Real(v > 0) - Real(v < 0); });
    }
    // ẏ = sign(x) ẋ
    static void jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) { y_dot += sign(x) * each(x_dot); }
    // x̄ += sign(x) ȳ
    static void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) { x_bar += sign(x) * each(y_bar); }
};

// y = x held between low and high.   The slope is 1 on [low, high], both ends included.
struct Clip {
    Real low, high;
    static constexpr std::string_view name = "clip";
    Tensor forward(const Tensor& x) const {
        return kernels::map(x, [low = low, high = high](Real v) { return v < low ? low : v > high ? high : v; });
    }
    auto within(const Var& x) const {
        return slope(x, [low = low, high = high](Real v) { return Real(v >= low && v <= high); });
    }
    // ẏ = [low ≤ x ≤ high] ẋ
    void jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) const { y_dot += within(x) * each(x_dot); }
    // x̄ += [low ≤ x ≤ high] ȳ
    void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) const { x_bar += within(x) * each(y_bar); }
};

// y = a where the mask is not 0, else b.   Linear in a and b; the mask is an attribute and has no derivative.
struct Where {
    Tensor mask;
    static constexpr std::string_view name = "where";
    Tensor forward(const Tensor& a, const Tensor& b) const;
    // ẏ = m ȧ + (1 − m) ḃ
    void jvp(const Tangent& a_dot, const Tangent& b_dot, const Var&, const Var&, const Var&, Accumulator& y_dot) const {
        if (a_dot) y_dot += where(mask, a_dot, 0);
        if (b_dot) y_dot += where(mask, 0, b_dot);
    }
    // ā += m ȳ      b̄ += (1 − m) ȳ
    void vjp(const Var& y_bar, const Var& a, const Var& b, const Var&, Accumulator& a_bar, Accumulator& b_bar) const {
        if (a_bar) a_bar += sum_to(where(mask, y_bar, 0), a.shape());
        if (b_bar) b_bar += sum_to(where(mask, 0, y_bar), b.shape());
    }
};

// y = min(a, b): a where a ≤ b, else b; so it has the rules of where
struct Minimum {
    static constexpr std::string_view name = "minimum";
    static Tensor forward(const Tensor& a, const Tensor& b) {
        return kernels::zip(name, a, b, [](Real l, Real r) { return l <= r || std::isnan(l) ? l : r; });
    }
    // ẏ = [a ≤ b] ȧ + [a > b] ḃ
    static void jvp(const Tangent& a_dot, const Tangent& b_dot, const Var& a, const Var& b, const Var& y,
                    Accumulator& y_dot) {
        Where{less_equal(a.value(), b.value())}.jvp(a_dot, b_dot, a, b, y, y_dot);
    }
    // ā += [a ≤ b] ȳ      b̄ += [a > b] ȳ
    static void vjp(const Var& y_bar, const Var& a, const Var& b, const Var& y, Accumulator& a_bar,
                    Accumulator& b_bar) {
        Where{less_equal(a.value(), b.value())}.vjp(y_bar, a, b, y, a_bar, b_bar);
    }
};

// y = max(a, b): a where a ≥ b, else b
struct Maximum {
    static constexpr std::string_view name = "maximum";
    static Tensor forward(const Tensor& a, const Tensor& b) {
        return kernels::zip(name, a, b, [](Real l, Real r) { return l >= r || std::isnan(l) ? l : r; });
    }
    // ẏ = [a ≥ b] ȧ + [a < b] ḃ
    static void jvp(const Tangent& a_dot, const Tangent& b_dot, const Var& a, const Var& b, const Var& y,
                    Accumulator& y_dot) {
        Where{greater_equal(a.value(), b.value())}.jvp(a_dot, b_dot, a, b, y, y_dot);
    }
    // ā += [a ≥ b] ȳ      b̄ += [a < b] ȳ
    static void vjp(const Var& y_bar, const Var& a, const Var& b, const Var& y, Accumulator& a_bar,
                    Accumulator& b_bar) {
        Where{greater_equal(a.value(), b.value())}.vjp(y_bar, a, b, y, a_bar, b_bar);
    }
};

}  // namespace surefoot::ad
