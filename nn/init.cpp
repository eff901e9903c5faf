#include "nn/init.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/layout.hpp"

namespace surefoot::nn {
namespace {

using ad::Real;
using ad::Shape;
using ad::Tensor;

void expect_matrix(const char* what, const Shape& shape) {
    if (shape.rank() != 2) throw ad::ShapeError(fmt::format("{}: {} is not a matrix", what, to_string(shape)));
}

Tensor normals(const Shape& shape, Rng& rng) {
    Tensor x = Tensor::uninitialized(shape);
    for (Real& v : x.write()) v = static_cast<Real>(rng.normal());
    return x;
}

}  // namespace

Initializer constant(double value) {
    return [value](const Shape& shape, Rng&) { return Tensor::full(shape, static_cast<Real>(value)); };
}

Initializer glorot_uniform(double gain) {
    return [gain](const Shape& shape, Rng& rng) {
        expect_matrix("glorot_uniform", shape);
        const double limit = gain * std::sqrt(6.0 / std::max(1, shape[0] + shape[1]));
        Tensor x = Tensor::uninitialized(shape);
        for (Real& v : x.write()) v = static_cast<Real>(rng.uniform(-limit, limit));
        return x;
    };
}

// #region orthogonal
Initializer orthogonal(double gain) {
    return [gain](const Shape& shape, Rng& rng) {
        expect_matrix("orthogonal", shape);
        const bool tall = shape[0] >= shape[1];
        const auto [count, length] = std::minmax({shape[0], shape[1]});
        const Tensor Q = ad::orthonormal_rows(normals({count, length}, rng));
        return static_cast<Real>(gain) * (tall ? transpose(Q).value() : Q);
    };
}
// #endregion orthogonal

}  // namespace surefoot::nn
