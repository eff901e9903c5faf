#include "nn/init.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/layout.hpp"

namespace surefoot::nn {
namespace {

using ad::Real;
using ad::Shape;
using ad::Tensor;

// Each element is the next draw.
template <class Draw>
Tensor drawn(const Shape& shape, Draw draw) {
    Tensor x = Tensor::uninitialized(shape);
    for (Real& v : x.write()) v = static_cast<Real>(draw());
    return x;
}

Tensor uniforms(const Shape& shape, Rng& rng, double limit) {
    return drawn(shape, [&] { return rng.uniform(-limit, limit); });
}

Tensor normals(const Shape& shape, Rng& rng, double deviation) {
    return drawn(shape, [&] { return deviation * rng.normal(); });
}

// √(of / count), where a parameter without elements has a count of 0
double root_of_share(double of, std::ptrdiff_t count) {
    return std::sqrt(of / static_cast<double>(std::max<std::ptrdiff_t>(1, count)));
}

}  // namespace

Fans fans(const Shape& shape) {
    if (shape.rank() < 2)
        throw ad::ShapeError(fmt::format("initialiser: {} has no inputs and outputs to count", to_string(shape)));
    if (shape.rank() == 2) return {shape[0], shape[1]};
    std::ptrdiff_t receptive = 1;
    for (int axis = 2; axis < shape.rank(); ++axis) receptive *= shape[axis];
    return {shape[1] * receptive, shape[0] * receptive};
}

Initializer constant(double value) {
    return [value](const Shape& shape, Rng&) { return Tensor::full(shape, static_cast<Real>(value)); };
}

Initializer uniform(double low, double high) {
    return [=](const Shape& shape, Rng& rng) { return drawn(shape, [&] { return rng.uniform(low, high); }); };
}

Initializer normal(double mean, double deviation) {
    return [=](const Shape& shape, Rng& rng) { return drawn(shape, [&] { return mean + deviation * rng.normal(); }); };
}

Initializer glorot_uniform(double gain) {
    return [gain](const Shape& shape, Rng& rng) {
        const auto [in, out] = fans(shape);
        return uniforms(shape, rng, gain * root_of_share(6, in + out));
    };
}

Initializer glorot_normal(double gain) {
    return [gain](const Shape& shape, Rng& rng) {
        const auto [in, out] = fans(shape);
        return normals(shape, rng, gain * root_of_share(2, in + out));
    };
}

Initializer he_uniform(double gain) {
    return
        [gain](const Shape& shape, Rng& rng) { return uniforms(shape, rng, gain * root_of_share(3, fans(shape).in)); };
}

Initializer he_normal(double gain) {
    return
        [gain](const Shape& shape, Rng& rng) { return normals(shape, rng, gain * root_of_share(1, fans(shape).in)); };
}

Initializer pytorch_uniform() { return he_uniform(std::numbers::inv_sqrt3); }
Initializer lecun_uniform() { return he_uniform(1); }
Initializer lecun_normal() { return he_normal(1); }

// #region orthogonal
Initializer orthogonal(double gain) {
    return [gain](const Shape& shape, Rng& rng) {
        const int rows = shape[0], columns = shape.rank() == 2 ? shape[1] : static_cast<int>(fans(shape).in);
        const bool tall = rows >= columns;
        const auto [count, length] = std::minmax({rows, columns});
        const Tensor Q = ad::orthonormal_rows(normals({count, length}, rng, 1));
        return (static_cast<Real>(gain) * (tall ? transpose(Q).value() : Q)).reshaped(shape);
    };
}
// #endregion orthogonal

Initializer transposed(Initializer initializer) {
    return [initializer = std::move(initializer)](const Shape& shape, Rng& rng) {
        if (shape.rank() != 2) throw ad::ShapeError(fmt::format("initialiser: {} is not a matrix", to_string(shape)));
        return transpose(initializer({shape[1], shape[0]}, rng)).value();
    };
}

}  // namespace surefoot::nn
