#include "nn/layers/linear.hpp"

#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/linalg.hpp"

namespace surefoot::nn {

Linear::Linear(Layout& layout, const std::string& name, int in, int out, const Initializer& weight)
    : W_(layout.add(name + ".weight", {in, out}, weight, Stored::transposed)),
      b_(layout.add(name + ".bias", {out}, constant(0))) {}

// #region linear
ad::Var Linear::operator()(const ad::Var& theta, const ad::Var& x) const {
    if (x.shape().rank() <= 2) return affine(x, W_(theta), b_(theta));
    const int in = x.shape()[-1], rows = in == 0 ? 0 : static_cast<int>(x.value().size() / in);
    return reshape(affine(reshape(x, {rows, in}), W_(theta), b_(theta)), x.shape().with(-1, b_.shape[0]));
}
// #endregion linear

}  // namespace surefoot::nn
