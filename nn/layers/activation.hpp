// Activations beside `ad::tanh`, `ad::sigmoid`, `ad::relu` and `ad::softplus`: elementwise, composed of ops. Names, formulas and
// defaults are PyTorch's.   docs/06 §3
#pragma once

#include "autodiff/var.hpp"

namespace surefoot::nn {

using Activation = ad::Var (*)(const ad::Var& x);

ad::Var leaky_relu(const ad::Var& x, double slope = 0.01);  // x where x > 0, else slope x; derivative slope at 0
ad::Var elu(const ad::Var& x, double alpha = 1);            // x where x > 0, else α (eˣ − 1); derivative α at 0
ad::Var silu(const ad::Var& x);                             // x σ(x), also called swish
ad::Var gelu(const ad::Var& x);                             // x Φ(x), Φ the normal distribution function

}  // namespace surefoot::nn
