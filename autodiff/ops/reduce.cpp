#include "autodiff/ops/reduce.hpp"

#include <fmt/format.h>

#include <limits>

#include "autodiff/apply.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "autodiff/rules/reduce.hpp"

namespace surefoot::ad {
namespace {

Real count_of(std::ptrdiff_t n, const Shape& shape) {
    if (n == 0) throw ShapeError(fmt::format("mean: {}: nothing has no mean", to_string(shape)));
    return static_cast<Real>(n);
}

// All elements in one row.
Var flat(const Var& x) {
    const std::ptrdiff_t n = x.value().size();
    if (n > std::numeric_limits<int>::max())
        throw ShapeError(fmt::format("{}: one axis cannot hold that many elements", to_string(x.shape())));
    return reshape(x, {static_cast<int>(n)});
}

}  // namespace

Var broadcast_to(Var x, const Shape& shape) {
    if (x.shape() == shape) return x;
    return apply(BroadcastTo{shape}, x);
}
Var sum_to(Var x, const Shape& shape) {
    if (x.shape() == shape) return x;
    return apply(SumTo{shape}, x);
}

Var sum(const Var& x) { return sum_to(x, {}); }
Var sum(const Var& x, int axis) { return reshape(sum_to(x, x.shape().with(axis, 1)), x.shape().without(axis)); }
Var mean(const Var& x) { return sum(x) / count_of(x.value().size(), x.shape()); }
Var mean(const Var& x, int axis) { return sum(x, axis) / count_of(x.shape()[axis], x.shape()); }

Var variance(const Var& x, int axis, int correction) {
    const int k = x.shape().axis(axis), n = x.shape()[axis];
    if (n <= correction)
        throw ShapeError(fmt::format("variance: along axis {} of {} with correction {}: too few", k,
                                     to_string(x.shape()), correction));
    return sum(square(x - expand(mean(x, k), k, n)), k) / static_cast<Real>(n - correction);
}

Var cumsum(const Var& x, int axis, bool backwards) { return apply(CumSum{x.shape().axis(axis), backwards}, x); }

// Halves times halves, down to one: no quotient y / xᵢ, which an xᵢ of 0 would spoil.
Var prod(const Var& x, int axis) {
    const int k = x.shape().axis(axis), n = x.shape()[axis], half = n / 2;
    if (n == 0) return Tensor::full(x.shape().without(k), 1);
    if (n == 1) return reshape(x, x.shape().without(k));
    const Var paired = slice(x, k, 0, half) * slice(x, k, half, 2 * half);
    return prod(n % 2 == 0 ? paired : concatenate({paired, slice(x, k, n - 1, n)}, k), k);
}
Var prod(const Var& x) { return prod(flat(x), 0); }

Var min(const Var& x, int axis) { return -max(-x, axis); }
Var min(const Var& x) { return -max(-x); }
Var max(const Var& x, int axis) { return apply(Max{x.shape().axis(axis)}, x); }
Var max(const Var& x) { return max(flat(x), 0); }

Var log_sum_exp(const Var& x, int axis) { return apply(LogSumExp{x.shape().axis(axis)}, x); }
Var log_softmax(const Var& x, int axis) { return apply(LogSoftmax{x.shape().axis(axis)}, x); }
Var softmax(const Var& x, int axis) { return exp(log_softmax(x, axis)); }

// #region norm
Var norm(const Var& x, int axis) {
    const int k = x.shape().axis(axis), extent = x.shape()[axis];
    // ‖x‖ = m ‖x/m‖ for any constant m > 0, such as the largest element, whose square may overflow or vanish where x/m's do not
    const Tensor m = kernels::max_magnitude(x.value(), k);
    const Tensor is_0 = greater_equal(Tensor::zeros(m.shape()), m);  // a NaN is not
    const Tensor is_infinite = greater(m, Tensor::full(m.shape(), std::numeric_limits<Real>::max()));
    const Tensor scale = where(is_0, 1, where(is_infinite, 1, m)).value();
    const Var squares = sum(square(x / expand(scale, k, extent)), k);
    // Where the norm is 0, both what the root is taken of and the root are masked.
    return where(is_0, 0, scale * sqrt(where(is_0, 1, squares)));
}
// #endregion norm

Var norm(const Var& x) { return norm(flat(x), 0); }

Var expand(const Var& x, int axis, int extent) {
    const Shape kept = x.shape().with_new(axis, 1);
    return broadcast_to(reshape(x, kept), x.shape().with_new(axis, extent));
}

// y = max x.   The slope is 1 at the first maximum and 0 elsewhere.
Tensor Max::forward(const Tensor& x) const { return kernels::max(x, axis); }
// ẏ = Σ [first maximum] ẋ
void Max::jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) const {
    y_dot += sum(kernels::first_max(x.value(), axis) * x_dot, axis);
}
// x̄ += [first maximum] ȳ
void Max::vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) const {
    x_bar += kernels::first_max(x.value(), axis) * expand(y_bar, axis, x.shape()[axis]);
}

// #region log_sum_exp
// y = log Σ eˣ.   Its slopes are the softmax: ∂y/∂xⱼ = e^xⱼ / Σ eˣ
Tensor LogSumExp::forward(const Tensor& x) const { return kernels::log_sum_exp(x, axis); }
// ẏ = Σ softmax(x) ẋ
void LogSumExp::jvp(const Var& x_dot, const Var& x, const Var&, Accumulator& y_dot) const {
    y_dot += sum(softmax(x, axis) * x_dot, axis);
}
// x̄ += softmax(x) ȳ
void LogSumExp::vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) const {
    x_bar += softmax(x, axis) * expand(y_bar, axis, x.shape()[axis]);
}
// #endregion log_sum_exp

// #region log_softmax
// y = log softmax x = (x − m) − log Σ e^(x − m),  m = max x.   With p = eʸ, J = 1 − u pᵀ, u all ones
Tensor LogSoftmax::forward(const Tensor& x) const { return kernels::log_softmax(x, axis); }
// ẏ = ẋ − Σ p ẋ
void LogSoftmax::jvp(const Var& x_dot, const Var&, const Var& y, Accumulator& y_dot) const {
    const Var mean = expand(sum(exp(each(y)) * each(x_dot), axis), axis, y.shape()[axis]);
    y_dot += each(x_dot) - each(mean);
}
// x̄ += ȳ − p Σ ȳ
void LogSoftmax::vjp(const Var& y_bar, const Var&, const Var& y, Accumulator& x_bar) const {
    const Var total = expand(sum(y_bar, axis), axis, y.shape()[axis]);
    x_bar += each(y_bar) - exp(each(y)) * each(total);
}
// #endregion log_softmax

}  // namespace surefoot::ad
