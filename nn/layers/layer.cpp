#include "nn/layers/layer.hpp"

#include <fmt/format.h>

#include <span>

#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"

namespace surefoot::nn {

// #region sequential
ad::Var Sequential::operator()(const ad::Var& theta, const ad::Var& x, const Pass& pass) const {
    if (layers_.empty()) return x;
    ad::Var h = layers_[0](theta, x, pass);
    for (const Layer& layer : std::span(layers_).subspan(1)) h = layer(theta, h, pass);
    return h;
}
// #endregion sequential

ad::Var Residual::operator()(const ad::Var& theta, const ad::Var& x, const Pass& pass) const {
    const ad::Var y = f_(theta, x, pass);
    if (y.shape() != x.shape())
        throw ad::ShapeError(
            fmt::format("Residual: {} became {}: it must keep its shape", to_string(x.shape()), to_string(y.shape())));
    return x + y;
}

}  // namespace surefoot::nn
