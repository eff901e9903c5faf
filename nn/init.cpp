#include "nn/init.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/kernels/layout.hpp"

namespace surefoot::nn {
namespace {

using ad::Real;
using ad::Shape;
using ad::Tensor;

void expect_matrix(const char* what, const Shape& shape) {
    if (shape.rank() != 2) throw ad::ShapeError(fmt::format("{}: {} is not a matrix", what, to_string(shape)));
}

Tensor normals(int n, Rng& rng) {
    Tensor x = Tensor::uninitialized({n});
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
        const int count = tall ? shape[1] : shape[0], length = tall ? shape[0] : shape[1];
        std::vector<Tensor> basis;  // Gram-Schmidt on random normal vectors
        while (static_cast<int>(basis.size()) < count) {
            Tensor v = normals(length, rng);
            for (int pass = 0; pass < 2; ++pass)  // the second pass takes out what rounding left
                for (const Tensor& q : basis) v = v - static_cast<Real>(dot(q, v)) * q;
            basis.push_back(static_cast<Real>(1 / norm(v)) * v);
        }
        const Tensor rows = count == 0 ? Tensor() : ad::concatenate(basis, 0);
        const Tensor Q = rows.reshaped({count, length});
        return static_cast<Real>(gain) * (tall ? ad::kernels::transpose(Q, 0, 1) : Q);
    };
}
// #endregion orthogonal

}  // namespace surefoot::nn
