// Tensors that any language can make again, and one number that tells two tensors apart: how values recorded elsewhere are
// held against ours without writing out every element.
#pragma once

#include <cmath>
#include <limits>

#include "autodiff/var.hpp"

// sin(step i), i counted in row-major order: torch.sin(step * torch.arange(n)).reshape(shape)
inline surefoot::ad::Tensor ramp(const surefoot::ad::Shape& shape, double step) {
    surefoot::ad::Tensor x = surefoot::ad::Tensor::uninitialized(shape);
    int i = 0;
    for (surefoot::ad::Real& v : x.write()) v = static_cast<surefoot::ad::Real>(std::sin(step * i++));
    return x;
}

// Σ x[i] cos(i), in which every element has a weight of its own: (x.reshape(-1) * torch.cos(torch.arange(n))).sum()
inline double weighed(const surefoot::ad::Var& x) {
    double sum = 0;
    for (int i = 0; const surefoot::ad::Real v : x.value().values()) sum += double{v} * std::cos(i++);
    return sum;
}

// To 1e-12 in double, relative to the number and to 1.
inline bool close(const surefoot::ad::Var& x, double recorded) {
    const double tolerance = sizeof(surefoot::ad::Real) == 8 ? 1e-12 : 2e-5;
    return std::abs(weighed(x) - recorded) <= tolerance * (1 + std::abs(recorded));
}
