// Attention: each place of a sequence takes a weighted mean of what stands at the others (Vaswani et al. 2017), as
// torch.nn.MultiheadAttention has it, with the batch first.
#pragma once

#include <string>

#include "nn/parameters.hpp"

namespace surefoot::nn {

//     head_i = softmax(Q_i K_iᵀ / √d) V_i,   y = [head_1 … head_h] W_oᵀ + b_o,   d = width / heads
class MultiHeadAttention {
  public:
    struct Config {
        int width, heads;
        bool causal = false;  // no place sees one behind it
    };
    // Appends `name.in_proj_weight` [3 width, width] (Q, K, V one below the other; Glorot's uniform), `name.in_proj_bias`
    // [3 width], zeros, `name.out_proj.weight` [width, width] and `name.out_proj.bias` [width], zeros. Throws
    // std::invalid_argument unless the heads divide the width.
    MultiHeadAttention(Layout& layout, const std::string& name, const Config& config);

    // Of a sequence to itself: [n, t, width], t ≥ 1 → [n, t, width]. Throws ad::ShapeError, naming the layer.
    ad::Var operator()(const ad::Var& theta, const ad::Var& x) const;

  private:
    std::string name_;
    Config config_;
    Parameter W_in_, b_in_, W_out_, b_out_;
};

}  // namespace surefoot::nn
