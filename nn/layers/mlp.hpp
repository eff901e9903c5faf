// Mlp: Linear layers with a nonlinearity between them.   docs/06 §3
#pragma once

#include <string>
#include <vector>

#include "autodiff/ops/elementwise.hpp"
#include "nn/layers/activation.hpp"
#include "nn/layers/layer.hpp"
#include "nn/parameters.hpp"

namespace surefoot::nn {

struct MlpConfig {
    int in = 0, out = 0;
    std::vector<int> hidden = {64, 64};
    Activation activation = ad::tanh;
    double output_gain = 1;  // of the last layer's orthogonal initialisation; the hidden ones have √2
};

// x: [n, in] → [n, out]
class Mlp : public Sequential {
  public:
    // Appends `name.0.weight`, `name.0.bias`, `name.1.weight`, … to the layout.
    Mlp(Layout& layout, const std::string& name, const MlpConfig& config);
};

}  // namespace surefoot::nn
