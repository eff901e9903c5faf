#include "nn/layers/mlp.hpp"

#include <fmt/format.h>

#include <numbers>

#include "nn/layers/linear.hpp"

namespace surefoot::nn {
namespace {

// #region mlp
std::vector<Layer> layers_of(Layout& layout, const std::string& name, const MlpConfig& config) {
    std::vector<Layer> layers;
    int in = config.in, count = 0;
    for (const int width : config.hidden) {
        layers.push_back(
            Linear(layout, fmt::format("{}.{}", name, count++), in, width, orthogonal(std::numbers::sqrt2)));
        layers.push_back(config.activation);
        in = width;
    }
    layers.push_back(Linear(layout, fmt::format("{}.{}", name, count), in, config.out, orthogonal(config.output_gain)));
    return layers;
}
// #endregion mlp

}  // namespace

Mlp::Mlp(Layout& layout, const std::string& name, const MlpConfig& config)
    : Sequential(layers_of(layout, name, config)) {}

}  // namespace surefoot::nn
