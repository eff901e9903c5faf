#include "nn/layers/linear.hpp"

#include "autodiff/ops/linalg.hpp"

namespace surefoot::nn {

Linear::Linear(Layout& layout, const std::string& name, int in, int out, const Initializer& weight)
    : W_(layout.add(name + ".weight", {in, out}, weight)), b_(layout.add(name + ".bias", {out}, constant(0))) {}

// #region linear
ad::Var Linear::operator()(const ad::Var& theta, const ad::Var& x) const { return affine(x, W_(theta), b_(theta)); }
// #endregion linear

}  // namespace surefoot::nn
