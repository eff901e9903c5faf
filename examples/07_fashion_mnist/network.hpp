// The network that looks at the pictures. All else in this folder knows no more of it than this.
#pragma once

#include "autodiff/var.hpp"
#include "nn/layers/mlp.hpp"
#include "nn/parameters.hpp"

namespace surefoot::fashion {

class Network {
  public:
    Network(int rows, int columns, int classes);

    const nn::Layout& layout() const { return layout_; }
    // images: [n, 1, rows, columns] → [n, classes]
    ad::Var logits(const ad::Var& theta, const ad::Tensor& images) const;
    // The weights that meet the pixels, as pictures of their own: [filters, rows, columns].
    ad::Tensor filters(const ad::Tensor& theta) const;

  private:
    int rows_, columns_;
    nn::Layout layout_;
    nn::Mlp mlp_;
};

}  // namespace surefoot::fashion
