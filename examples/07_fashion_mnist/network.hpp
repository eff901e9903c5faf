// The network that looks at the pictures. All else in this folder knows no more of it than this.
#pragma once

#include "autodiff/var.hpp"
#include "nn/layers/layer.hpp"
#include "nn/parameters.hpp"

namespace surefoot::fashion {

// Two convolutions of 3x3, each with relu and the largest of 2x2 behind it, and two linear layers.
class Network {
  public:
    Network(int rows, int columns, int classes);

    const nn::Layout& layout() const { return layout_; }
    // images: [n, 1, rows, columns] → [n, classes]
    ad::Var logits(const ad::Var& theta, const ad::Tensor& images) const { return layers_(theta, images); }
    // The weights that meet the pixels, as pictures of their own: [filters, rows, columns].
    ad::Tensor filters(const ad::Tensor& theta) const;

  private:
    nn::Layout layout_;
    nn::Sequential layers_;
};

}  // namespace surefoot::fashion
