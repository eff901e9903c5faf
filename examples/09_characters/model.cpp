#include "examples/09_characters/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "autodiff/ops/layout.hpp"
#include "nn/layers/activation.hpp"
#include "nn/layers/attention.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/gru.hpp"
#include "nn/layers/linear.hpp"
#include "nn/layers/norm.hpp"

namespace surefoot::characters {
namespace {

// #region transformer
nn::Layer transformer(nn::Layout& layout, const ModelConfig& c) {
    const nn::Initializer small = nn::normal(0, 0.02);
    std::vector<nn::Layer> layers{nn::PositionalEmbedding(layout, "positions", c.context, c.width)};
    for (int i = 0; i < c.layers; ++i) {
        const auto named = [i](const char* part) { return fmt::format("layers.{}.{}", i, part); };
        layers.push_back(nn::Residual(nn::Sequential{
            nn::LayerNorm(layout, named("norm1"), c.width),
            nn::MultiHeadAttention(layout, named("attention"), {.width = c.width, .heads = c.heads, .causal = true}),
            nn::Dropout(named("dropout1"), c.dropout),
        }));
        layers.push_back(nn::Residual(nn::Sequential{
            nn::LayerNorm(layout, named("norm2"), c.width),
            nn::Linear(layout, named("linear1"), c.width, 4 * c.width, small),
            nn::gelu,
            nn::Linear(layout, named("linear2"), 4 * c.width, c.width, small),
            nn::Dropout(named("dropout2"), c.dropout),
        }));
    }
    layers.push_back(nn::LayerNorm(layout, "norm", c.width));
    return nn::Sequential(layers);
}
// #endregion transformer

nn::Layer grus(nn::Layout& layout, const ModelConfig& c) {
    std::vector<nn::Layer> layers;
    for (int i = 0; i < c.layers; ++i) {
        layers.push_back(nn::Gru(layout, fmt::format("layers.{}", i), c.width, c.width));
        layers.push_back(nn::Dropout(fmt::format("layers.{}.dropout", i), c.dropout));
    }
    return nn::Sequential(layers);
}

nn::Layer layers_of(nn::Layout& layout, const ModelConfig& config) {
    if (config.layers < 1) throw std::invalid_argument("a model has one layer at least");
    if (config.kind == "transformer") return transformer(layout, config);
    if (config.kind == "gru") return grus(layout, config);
    throw std::invalid_argument(fmt::format("there is no model called `{}`", config.kind));
}

}  // namespace

const std::vector<std::string>& models() {
    static const std::vector<std::string> all{"transformer", "gru"};
    return all;
}

Model::Model(const ModelConfig& config)
    : config_(config),
      embedding_(layout_, "embedding", config.symbols, config.width, nn::normal(0, config.kind == "gru" ? 1 : 0.02)),
      layers_(nn::Sequential{layers_of(layout_, config),
                             nn::Linear(layout_, "output", config.width, config.symbols, nn::lecun_normal())}) {}

ad::Var Model::logits(const ad::Var& theta, std::span<const int> windows, int t, const nn::Pass& pass) const {
    const int n = static_cast<int>(windows.size()) / std::max(1, t);
    const ad::Var x = reshape(embedding_(theta, ad::Index(windows)), {n, t, config_.width});
    return reshape(layers_(theta, x, pass), {n * t, config_.symbols});
}

}  // namespace surefoot::characters
