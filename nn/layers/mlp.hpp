// Mlp: Linear layers with a nonlinearity between them.   docs/06 §3
#pragma once

#include <string>
#include <vector>

#include "nn/layers/linear.hpp"

namespace surefoot::nn {

enum class Activation { tanh, relu };

struct MlpConfig {
    int in = 0, out = 0;
    std::vector<int> hidden = {64, 64};
    Activation activation = Activation::tanh;
    double output_gain = 1;  // of the last layer's orthogonal initialisation; the hidden ones have √2
};

class Mlp {
  public:
    // Appends `name.0.weight`, `name.0.bias`, `name.1.weight`, … to the layout.
    Mlp(Layout& layout, const std::string& name, const MlpConfig& config);

    ad::Var operator()(const ad::Var& theta, const ad::Var& x) const;  // x: [n, in] → [n, out]

  private:
    std::vector<Linear> layers_;
    Activation activation_;
};

}  // namespace surefoot::nn
