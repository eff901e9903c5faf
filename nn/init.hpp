// Initialisers: what the parameters of a layer are before training.   docs/06 §2
//
// Names, formulas and defaults are PyTorch's (torch.nn.init), where it has them.
#pragma once

#include <cstddef>
#include <functional>
#include <numbers>

#include "autodiff/tensor.hpp"
#include "nn/rng.hpp"

namespace surefoot::nn {

// Gives a parameter of this shape its first values.
using Initializer = std::function<ad::Tensor(const ad::Shape&, Rng&)>;

// How many inputs one output of a weight is a sum over, and how many outputs one input goes into: of a matrix [in, out] its
// extents, of a convolution's [out, in, kernel…] in · Π kernel and out · Π kernel. Throws ad::ShapeError below rank 2.
struct Fans {
    std::ptrdiff_t in, out;
};
Fans fans(const ad::Shape& shape);

Initializer constant(double value);
Initializer uniform(double low, double high);  // on [low, high)
Initializer normal(double mean, double deviation);

// All below throw ad::ShapeError for a parameter without fans.
//
// Uniform on ±gain √(6 / (fan_in + fan_out)), or of the same variance, 2 gain² / (fan_in + fan_out), and normal: signals keep
// their size both ways (Glorot and Bengio 2010, eq. 16).
Initializer glorot_uniform(double gain = 1);
Initializer glorot_normal(double gain = 1);
// Uniform on ±gain √(3 / fan_in), or of the same variance, gain² / fan_in, and normal: signals keep their size forwards. With
// the gain √2 they do so behind relu, which drops half of them (He et al. 2015, eq. 10).
Initializer he_uniform(double gain = std::numbers::sqrt2);
Initializer he_normal(double gain = std::numbers::sqrt2);
Initializer pytorch_uniform();  // he_uniform(1/√3), on ±1/√fan_in: how PyTorch's Linear and Conv2d begin
// The same with gain 1 (LeCun et al. 1998, "Efficient BackProp", eq. 16).
Initializer lecun_uniform();
Initializer lecun_normal();
// A matrix with orthonormal columns, or rows where those are fewer, times gain (Saxe et al. 2014). A convolution's weight is
// made as the matrix [out, in · Π kernel].
Initializer orthogonal(double gain = 1);

// The same for a matrix that is stored the other way round, [out, in]: what the initialiser makes of [in, out], transposed.
// Throws ad::ShapeError for what is not a matrix.
Initializer transposed(Initializer initializer);

}  // namespace surefoot::nn
