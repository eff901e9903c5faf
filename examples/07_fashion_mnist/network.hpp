// The network that looks at the pictures: two convolutions, each with a pooling behind it, and two layers that see all that
// they found. What else is in this folder knows no more of it than this.
#pragma once

#include "autodiff/var.hpp"
#include "nn/layers/layer.hpp"
#include "nn/parameters.hpp"

namespace surefoot::fashion {

class Network {
  public:
    // Throws ad::ShapeError for pictures of fewer than 4 rows or columns, of which pooling leaves nothing.
    Network(int rows, int columns, int classes);

    const nn::Layout& layout() const { return layout_; }
    // images: [n, 1, rows, columns] → [n, classes]
    ad::Var logits(const ad::Var& theta, const ad::Tensor& images, const nn::Pass& pass) const;
    // The weights that meet the pixels, as pictures of their own: [filters, kernel rows, kernel columns].
    ad::Tensor filters(const ad::Tensor& theta) const;

  private:
    nn::Layout layout_;
    nn::Sequential layers_;
};

}  // namespace surefoot::fashion
