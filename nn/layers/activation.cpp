#include "nn/layers/activation.hpp"

#include <numbers>

#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/piecewise.hpp"

namespace surefoot::nn {

using ad::Real;
using ad::Var;

Var leaky_relu(const Var& x, double slope) {
    return where(ad::greater(x.value(), ad::Tensor::scalar(0)), x, static_cast<Real>(slope) * x);
}
// The exponential sees no x above 0, where it might overflow.
Var elu(const Var& x, double alpha) {
    const ad::Tensor above = ad::greater(x.value(), ad::Tensor::scalar(0));
    return where(above, x, static_cast<Real>(alpha) * expm1(where(above, 0, x)));
}
Var silu(const Var& x) { return x * sigmoid(x); }
Var gelu(const Var& x) { return Real{0.5} * x * (1 + erf(static_cast<Real>(1 / std::numbers::sqrt2) * x)); }

}  // namespace surefoot::nn
