#include "autodiff/ops/layout.hpp"

#include "autodiff/error.hpp"
#include "autodiff/tape.hpp"

namespace ad {

Var reshape(const Var& x, const Shape& shape) { return x.shape() == shape ? x : apply(Reshape{shape}, x); }
Var transpose(const Var& x, int a, int b) { return apply(Transpose{x.shape().axis(a), x.shape().axis(b)}, x); }
Var slice(const Var& x, int axis, int begin, int end) { return apply(Slice{x.shape().axis(axis), begin, end}, x); }
Var embed(const Var& x, int axis, int begin, int extent) {
    return apply(Embed{x.shape().axis(axis), begin, extent}, x);
}

Var concatenate(const std::vector<Var>& x, int axis) {
    if (x.empty()) throw ShapeError("concatenate: nothing to join");
    const Concatenate op{x[0].shape().axis(axis)};
    std::vector<Tensor> values;
    std::vector<const Var*> inputs;
    for (const Var& part : x) {
        values.push_back(part.value());
        inputs.push_back(&part);
    }
    Tensor y = op.forward(values);
    for (const Var& part : x)
        if (!part.is_constant()) return part.tape().record(op, inputs, std::move(y));
    return y;
}

void Concatenate::jvp(std::span<const Tangent> x_dot, std::span<const Var> x, const Var& y, Accumulator& y_dot) const {
    int begin = 0;
    for (std::size_t i = 0; i < x.size(); begin += x[i++].shape()[axis])
        if (x_dot[i]) y_dot += Embedding{x_dot[i], axis, begin, y.shape()[axis]};
}

void Concatenate::vjp(const Var& y_bar, std::span<const Var> x, const Var&, std::span<Accumulator> x_bar) const {
    int begin = 0;
    for (std::size_t i = 0; i < x.size(); begin += x[i++].shape()[axis])
        if (x_bar[i]) x_bar[i] += slice(y_bar, axis, begin, begin + x[i].shape()[axis]);
}

}  // namespace ad
