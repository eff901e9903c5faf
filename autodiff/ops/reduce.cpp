#include "autodiff/ops/reduce.hpp"

#include <fmt/format.h>

#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/tape.hpp"

namespace ad {
namespace {

Real count_of(std::ptrdiff_t n, const Shape& shape) {
    if (n == 0) throw ShapeError(fmt::format("mean: {}: nothing has no mean", to_string(shape)));
    return static_cast<Real>(n);
}

}  // namespace

Var broadcast_to(Var x, const Shape& shape) {
    if (x.shape() == shape) return x;
    return Tape::apply(BroadcastTo{shape}, x);
}
Var sum_to(Var x, const Shape& shape) {
    if (x.shape() == shape) return x;
    return Tape::apply(SumTo{shape}, x);
}

Var sum(const Var& x) { return sum_to(x, {}); }
Var sum(const Var& x, int axis) { return reshape(sum_to(x, x.shape().with(axis, 1)), x.shape().without(axis)); }
Var mean(const Var& x) { return sum(x) / count_of(x.value().size(), x.shape()); }
Var mean(const Var& x, int axis) { return sum(x, axis) / count_of(x.shape()[axis], x.shape()); }

Var max(const Var& x, int axis) { return Tape::apply(Max{x.shape().axis(axis)}, x); }
Var max(const Var& x) { return max(reshape(x, {static_cast<int>(x.value().size())}), 0); }

Var log_sum_exp(const Var& x, int axis) { return Tape::apply(LogSumExp{x.shape().axis(axis)}, x); }
Var log_softmax(const Var& x, int axis) {
    return x - expand(log_sum_exp(x, axis), x.shape().axis(axis), x.shape()[axis]);
}
Var softmax(const Var& x, int axis) { return exp(log_softmax(x, axis)); }

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
// y = log Σ eˣ.   Its slopes are the softmax: ∂y/∂xⱼ = e^(xⱼ − y)
Tensor LogSumExp::forward(const Tensor& x) const { return kernels::log_sum_exp(x, axis); }
// ẏ = Σ e^(x − y) ẋ
void LogSumExp::jvp(const Var& x_dot, const Var& x, const Var& y, Accumulator& y_dot) const {
    const Var grown = expand(y, axis, x.shape()[axis]);
    y_dot += sum(exp(each(x) - each(grown)) * each(x_dot), axis);
}
// x̄ += e^(x − y) ȳ
void LogSumExp::vjp(const Var& y_bar, const Var& x, const Var& y, Accumulator& x_bar) const {
    const Var grown = expand(y, axis, x.shape()[axis]), grown_bar = expand(y_bar, axis, x.shape()[axis]);
    x_bar += exp(each(x) - each(grown)) * each(grown_bar);
}
// #endregion log_sum_exp

}  // namespace ad
