#include "autodiff/ops/layout.hpp"

#include "autodiff/apply.hpp"
#include "autodiff/error.hpp"
#include "autodiff/rules/layout.hpp"

namespace surefoot::ad {

void operator+=(Accumulator& sum, const Embedding& term) {
    if (!sum) return;
    const auto add = [&](Tensor& y) { kernels::add_into_slice(y, term.x.value(), term.axis, term.begin); };
    if (!term.x.is_constant() || !sum.add_in_place(add)) sum += embed(term.x, term.axis, term.begin, term.extent);
}

Var reshape(const Var& x, const Shape& shape) { return x.shape() == shape ? x : apply(Reshape{shape}, x); }
Var transpose(const Var& x, int a, int b) { return ad::apply(Transpose{x.shape().axis(a), x.shape().axis(b)}, x); }
Var slice(const Var& x, int axis, int begin, int end) { return ad::apply(Slice{x.shape().axis(axis), begin, end}, x); }
Var embed(const Var& x, int axis, int begin, int extent) {
    return ad::apply(Embed{x.shape().axis(axis), begin, extent}, x);
}

Var concatenate(const std::vector<Var>& x, int axis) {
    if (x.empty()) throw ShapeError("concatenate: nothing to join");
    return ad::apply(Concatenate{x[0].shape().axis(axis)}, x);
}

void Concatenate::jvp(std::span<const Tangent* const> x_dot, std::span<const Var* const> x, const Var& y,
                      Accumulator& y_dot) const {
    int begin = 0;
    for (std::size_t i = 0; i < x.size(); begin += x[i++]->shape()[axis])
        if (*x_dot[i]) y_dot += Embedding{*x_dot[i], axis, begin, y.shape()[axis]};
}

void Concatenate::vjp(const Var& y_bar, std::span<const Var* const> x, const Var&,
                      std::span<Accumulator* const> x_bar) const {
    int begin = 0;
    for (std::size_t i = 0; i < x.size(); begin += x[i++]->shape()[axis])
        if (*x_bar[i]) *x_bar[i] += slice(y_bar, axis, begin, begin + x[i]->shape()[axis]);
}

}  // namespace surefoot::ad
