#include "nn/layers/mlp.hpp"

#include <fmt/format.h>

#include <numbers>

#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/piecewise.hpp"

namespace surefoot::nn {

Mlp::Mlp(Layout& layout, const std::string& name, const MlpConfig& config) : activation_(config.activation) {
    int in = config.in;
    for (const int width : config.hidden) {
        layers_.emplace_back(layout, fmt::format("{}.{}", name, layers_.size()), in, width,
                             orthogonal(std::numbers::sqrt2));
        in = width;
    }
    layers_.emplace_back(layout, fmt::format("{}.{}", name, layers_.size()), in, config.out,
                         orthogonal(config.output_gain));
}

// #region mlp
ad::Var Mlp::operator()(const ad::Var& theta, const ad::Var& x) const {
    ad::Var h = x;
    for (std::size_t i = 0; i + 1 < layers_.size(); ++i) {
        h = layers_[i](theta, h);
        h = activation_ == Activation::tanh ? tanh(h) : relu(h);
    }
    return layers_.back()(theta, h);
}
// #endregion mlp

}  // namespace surefoot::nn
