// Rules, elementwise: those of school, with ⊙ left out. A function applied to each element has a diagonal Jacobian, so J and Jᵀ
// are the same product.   docs/03 §2
#pragma once

#include <cmath>
#include <numbers>
#include <string_view>

#include "autodiff/accumulator.hpp"
#include "autodiff/chain.hpp"
#include "autodiff/kernels/elementwise.hpp"
#include "autodiff/kernels/functions.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"

namespace surefoot::ad {

// y = −x
struct Neg {
    static constexpr std::string_view name = "neg";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return -v; });
    }
    // ẏ = −ẋ
    static void jvp(const Var& x_dot, const Var&, const Var&, Accumulator& y_dot) { y_dot += -x_dot; }
    // x̄ += −ȳ
    static void vjp(const Var& y_bar, const Var&, const Var&, Accumulator& x_bar) { x_bar += -y_bar; }
};

// y = eˣ
struct Exp {
    static constexpr std::string_view name = "exp";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return kernels::exp(v); });
    }
    // ẏ = y ẋ
    static void jvp(const Var& x_dot, const Var&, const Var& y, Accumulator& y_dot) { y_dot += each(y) * each(x_dot); }
    // x̄ += y ȳ
    static void vjp(const Var& y_bar, const Var&, const Var& y, Accumulator& x_bar) { x_bar += each(y) * each(y_bar); }
};

// y = log x
struct Log {
    static constexpr std::string_view name = "log";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return kernels::log(v); });
    }
    // ẏ = ẋ / x
    static void jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) { y_dot += each(x_dot) / each(x); }
    // x̄ += ȳ / x
    static void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) { x_bar += each(y_bar) / each(x); }
};

// y = eˣ − 1
struct Expm1 {
    static constexpr std::string_view name = "expm1";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return kernels::expm1(v); });
    }
    // ẏ = eˣ ẋ
    static void jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) {
        y_dot += exp(each(x)) * each(x_dot);
    }
    // x̄ += eˣ ȳ
    static void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) {
        x_bar += exp(each(x)) * each(y_bar);
    }
};

// y = eˣ − 1 − x
struct Expm1mx {
    static constexpr std::string_view name = "expm1mx";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return kernels::expm1mx(v); });
    }
    // ẏ = (eˣ − 1) ẋ
    static void jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) { y_dot += expm1(x) * x_dot; }
    // x̄ += (eˣ − 1) ȳ
    static void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) { x_bar += expm1(x) * y_bar; }
};

// y = log(1 + x)
struct Log1p {
    static constexpr std::string_view name = "log1p";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return kernels::log1p(v); });
    }
    // ẏ = ẋ / (1 + x)
    static void jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) {
        y_dot += each(x_dot) / (1 + each(x));
    }
    // x̄ += ȳ / (1 + x)
    static void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) {
        x_bar += each(y_bar) / (1 + each(x));
    }
};

// #region tanh
// y = tanh x
struct Tanh {
    static constexpr std::string_view name = "tanh";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return kernels::tanh(v); });
    }
    // ẏ = (1 − y²) ẋ
    static void jvp(const Var& x_dot, const Var&, const Var& y, Accumulator& y_dot) { y_dot += tanh_grad(y, x_dot); }
    // x̄ += (1 − y²) ȳ
    static void vjp(const Var& y_bar, const Var&, const Var& y, Accumulator& x_bar) { x_bar += tanh_grad(y, y_bar); }
};

// z = g (1 − y²): bilinear in g and 1 − y², so it has two inputs and two rules
struct TanhGrad {
    static constexpr std::string_view name = "tanh_grad";
    static Tensor forward(const Tensor& y, const Tensor& g) {
        return kernels::zip(name, y, g, [](Real t, Real v) { return v * (1 - t * t); });
    }
    // ż = (1 − y²) ġ − 2 y g ẏ
    static void jvp(const Tangent& y_dot, const Tangent& g_dot, const Var& y, const Var& g, const Var&,
                    Accumulator& z_dot) {
        if (g_dot) z_dot += tanh_grad(y, g_dot);
        if (y_dot) z_dot += -2 * each(y) * each(g) * each(y_dot);
    }
    // ȳ += −2 y g z̄      ḡ += (1 − y²) z̄
    static void vjp(const Var& z_bar, const Var& y, const Var& g, const Var&, Accumulator& y_bar, Accumulator& g_bar) {
        if (y_bar) y_bar += sum_to(-2 * each(y) * each(g) * each(z_bar), y.shape());
        if (g_bar) g_bar += sum_to(tanh_grad(y, z_bar), g.shape());
    }
};
// #endregion tanh

// y = 1 / (1 + e^−x)
struct Sigmoid {
    static constexpr std::string_view name = "sigmoid";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return kernels::sigmoid(v); });
    }
    // ẏ = y (1 − y) ẋ
    static void jvp(const Var& x_dot, const Var&, const Var& y, Accumulator& y_dot) {
        y_dot += each(y) * (1 - each(y)) * each(x_dot);
    }
    // x̄ += y (1 − y) ȳ
    static void vjp(const Var& y_bar, const Var&, const Var& y, Accumulator& x_bar) {
        x_bar += each(y) * (1 - each(y)) * each(y_bar);
    }
};

// y = log(1 + eˣ)
struct Softplus {
    static constexpr std::string_view name = "softplus";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return kernels::softplus(v); });
    }
    // ẏ = σ(x) ẋ
    static void jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) {
        y_dot += sigmoid(each(x)) * each(x_dot);
    }
    // x̄ += σ(x) ȳ
    static void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) {
        x_bar += sigmoid(each(x)) * each(y_bar);
    }
};

// y = x²
struct Square {
    static constexpr std::string_view name = "square";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return v * v; });
    }
    // ẏ = 2 x ẋ
    static void jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) {
        y_dot += 2 * each(x) * each(x_dot);
    }
    // x̄ += 2 x ȳ
    static void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) {
        x_bar += 2 * each(x) * each(y_bar);
    }
};

// y = √x
struct Sqrt {
    static constexpr std::string_view name = "sqrt";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return std::sqrt(v); });
    }
    // ẏ = ẋ / 2y
    static void jvp(const Var& x_dot, const Var&, const Var& y, Accumulator& y_dot) {
        y_dot += each(x_dot) / (2 * each(y));
    }
    // x̄ += ȳ / 2y
    static void vjp(const Var& y_bar, const Var&, const Var& y, Accumulator& x_bar) {
        x_bar += each(y_bar) / (2 * each(y));
    }
};

// y = xᵖ, for a constant p
struct Pow {
    Real p;
    static constexpr std::string_view name = "pow";
    Tensor forward(const Tensor& x) const {
        return kernels::map(x, [p = p](Real v) { return std::pow(v, p); });
    }
    // p xᵖ⁻¹, which for p = 0 is 0 also at x = 0
    Var slope_at(const Var& x) const { return p == 0 ? Var(Tensor::zeros(x.shape())) : p * pow(x, p - 1); }
    // ẏ = p xᵖ⁻¹ ẋ
    void jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) const { y_dot += slope_at(x) * x_dot; }
    // x̄ += p xᵖ⁻¹ ȳ
    void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) const { x_bar += slope_at(x) * y_bar; }
};

// y = sin x
struct Sin {
    static constexpr std::string_view name = "sin";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return std::sin(v); });
    }
    // ẏ = cos x ẋ
    static void jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) { y_dot += cos(x) * x_dot; }
    // x̄ += cos x ȳ
    static void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) { x_bar += cos(x) * y_bar; }
};

// y = cos x
struct Cos {
    static constexpr std::string_view name = "cos";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return std::cos(v); });
    }
    // ẏ = −sin x ẋ
    static void jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) { y_dot += -sin(x) * x_dot; }
    // x̄ += −sin x ȳ
    static void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) { x_bar += -sin(x) * y_bar; }
};

// y = erf x = 2/√π ∫ e^−t² dt from 0 to x
struct Erf {
    static constexpr std::string_view name = "erf";
    static Tensor forward(const Tensor& x) {
        return kernels::map(x, [](Real v) { return std::erf(v); });
    }
    static Var slope_at(const Var& x) { return 2 * std::numbers::inv_sqrtpi * exp(-square(x)); }
    // ẏ = 2/√π e^−x² ẋ
    static void jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) { y_dot += slope_at(x) * x_dot; }
    // x̄ += 2/√π e^−x² ȳ
    static void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) { x_bar += slope_at(x) * y_bar; }
};

// y = a + b.   When one is a scalar, it is added to every element, so its cotangent is a sum.
struct Add {
    static constexpr std::string_view name = "add";
    static Tensor forward(const Tensor& a, const Tensor& b) { return kernels::zip(name, a, b, std::plus<Real>()); }
    // ẏ = ȧ + ḃ
    static void jvp(const Tangent& a_dot, const Tangent& b_dot, const Var&, const Var&, const Var& y,
                    Accumulator& y_dot) {
        if (a_dot) y_dot += broadcast_to(a_dot, y.shape());
        if (b_dot) y_dot += broadcast_to(b_dot, y.shape());
    }
    // ā += ȳ      b̄ += ȳ
    static void vjp(const Var& y_bar, const Var& a, const Var& b, const Var&, Accumulator& a_bar, Accumulator& b_bar) {
        if (a_bar) a_bar += sum_to(y_bar, a.shape());
        if (b_bar) b_bar += sum_to(y_bar, b.shape());
    }
};

// y = a − b
struct Sub {
    static constexpr std::string_view name = "sub";
    static Tensor forward(const Tensor& a, const Tensor& b) { return kernels::zip(name, a, b, std::minus<Real>()); }
    // ẏ = ȧ − ḃ
    static void jvp(const Tangent& a_dot, const Tangent& b_dot, const Var&, const Var&, const Var& y,
                    Accumulator& y_dot) {
        if (a_dot) y_dot += broadcast_to(a_dot, y.shape());
        if (b_dot) y_dot += broadcast_to(-*b_dot, y.shape());
    }
    // ā += ȳ      b̄ += −ȳ
    static void vjp(const Var& y_bar, const Var& a, const Var& b, const Var&, Accumulator& a_bar, Accumulator& b_bar) {
        if (a_bar) a_bar += sum_to(y_bar, a.shape());
        if (b_bar) b_bar += sum_to(-y_bar, b.shape());
    }
};

// #region mul
// y = a b
struct Mul {
    static constexpr std::string_view name = "mul";
    static Tensor forward(const Tensor& a, const Tensor& b) {
        return kernels::zip(name, a, b, std::multiplies<Real>());
    }
    // ẏ = ȧ b + a ḃ
    static void jvp(const Tangent& a_dot, const Tangent& b_dot, const Var& a, const Var& b, const Var&,
                    Accumulator& y_dot) {
        if (a_dot) y_dot += each(a_dot) * each(b);
        if (b_dot) y_dot += each(a) * each(b_dot);
    }
    // ā += ȳ b      b̄ += a ȳ
    static void vjp(const Var& y_bar, const Var& a, const Var& b, const Var&, Accumulator& a_bar, Accumulator& b_bar) {
        if (a_bar) a_bar += sum_to(each(y_bar) * each(b), a.shape());
        if (b_bar) b_bar += sum_to(each(a) * each(y_bar), b.shape());
    }
};
// #endregion mul

// y = a / b
struct Div {
    static constexpr std::string_view name = "div";
    static Tensor forward(const Tensor& a, const Tensor& b) { return kernels::zip(name, a, b, std::divides<Real>()); }
    // ẏ = ȧ / b − y ḃ / b
    static void jvp(const Tangent& a_dot, const Tangent& b_dot, const Var&, const Var& b, const Var& y,
                    Accumulator& y_dot) {
        if (a_dot) y_dot += each(a_dot) / each(b);
        if (b_dot) y_dot += -1 * each(y) * each(b_dot) / each(b);
    }
    // ā += ȳ / b      b̄ += −y ȳ / b
    static void vjp(const Var& y_bar, const Var& a, const Var& b, const Var& y, Accumulator& a_bar,
                    Accumulator& b_bar) {
        if (a_bar) a_bar += sum_to(each(y_bar) / each(b), a.shape());
        if (b_bar) b_bar += sum_to(-1 * each(y) * each(y_bar) / each(b), b.shape());
    }
};

}  // namespace surefoot::ad
