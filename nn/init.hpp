// Initialisers: what the parameters of a layer are before training.   docs/06 §2
#pragma once

#include <functional>

#include "autodiff/tensor.hpp"
#include "nn/rng.hpp"

namespace surefoot::nn {

// Gives a parameter of this shape its first values.
using Initializer = std::function<ad::Tensor(const ad::Shape&, Rng&)>;

Initializer constant(double value);
// Uniform on ±gain √(6 / (fan_in + fan_out)) for a matrix [fan_in, fan_out] (Glorot and Bengio 2010, eq. 16).
Initializer glorot_uniform(double gain = 1);
// A matrix with orthonormal columns, or rows where those are fewer, times gain (Saxe et al. 2014).
Initializer orthogonal(double gain = 1);
// The last two throw ad::ShapeError for what is not a matrix.

}  // namespace surefoot::nn
