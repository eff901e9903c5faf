// Model: which symbol comes next, given those before it in a window of text.   docs/23
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nn/layers/embedding.hpp"
#include "nn/layers/layer.hpp"
#include "nn/parameters.hpp"

namespace surefoot::characters {

struct ModelConfig {
    std::string kind = "transformer";  // one of models()
    int symbols = 0, context = 64;     // a window has at most so many symbols
    int width = 64, layers = 2, heads = 4;
    double dropout = 0;  // of what each half of a layer adds (transformer), of what the cell says (gru)
};
const std::vector<std::string>& models();  // "transformer", "gru"

// "transformer": layers of causal attention and of a hidden layer of gelu at each place, each added to what came in and behind a
// LayerNorm (Vaswani et al. 2017; the norm in front as in Radford et al. 2019). "gru": that many GRUs, one behind the other.
class Model {
  public:
    // Throws std::invalid_argument for a kind that there is not, and what the layers throw.
    explicit Model(const ModelConfig& config);

    const nn::Layout& layout() const { return layout_; }
    const ModelConfig& config() const { return config_; }
    // windows: n windows of t symbols each, one behind the other. At each place the logits of the symbol behind it,
    // [n t, symbols]; they depend on no symbol further on.
    ad::Var logits(const ad::Var& theta, std::span<const int> windows, int t, const nn::Pass& pass = {}) const;

  private:
    ModelConfig config_;
    nn::Layout layout_;
    nn::Embedding embedding_;
    nn::Layer layers_;
};

}  // namespace surefoot::characters
