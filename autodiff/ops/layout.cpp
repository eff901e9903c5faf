#include "autodiff/ops/layout.hpp"

#include "autodiff/error.hpp"
#include "autodiff/tape.hpp"

namespace surefoot::ad {

Var reshape(const Var& x, const Shape& shape) { return x.shape() == shape ? x : Tape::apply(Reshape{shape}, x); }
Var transpose(const Var& x, int a, int b) { return Tape::apply(Transpose{x.shape().axis(a), x.shape().axis(b)}, x); }
Var slice(const Var& x, int axis, int begin, int end) {
    return Tape::apply(Slice{x.shape().axis(axis), begin, end}, x);
}
Var embed(const Var& x, int axis, int begin, int extent) {
    return Tape::apply(Embed{x.shape().axis(axis), begin, extent}, x);
}

Var concatenate(const std::vector<Var>& x, int axis) {
    if (x.empty()) throw ShapeError("concatenate: nothing to join");
    return Tape::apply(Concatenate{x[0].shape().axis(axis)}, x);
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
