#include "examples/07_fashion_mnist/network.hpp"

#include "autodiff/ops/layout.hpp"

namespace surefoot::fashion {

Network::Network(int rows, int columns, int classes)
    : rows_(rows),
      columns_(columns),
      mlp_(layout_, "net",
           {.in = rows * columns, .out = classes, .hidden = {128}, .activation = nn::Activation::relu}) {}

ad::Var Network::logits(const ad::Var& theta, const ad::Tensor& images) const {
    return mlp_(theta, images.reshaped({images.shape()[0], rows_ * columns_}));
}

ad::Tensor Network::filters(const ad::Tensor& theta) const {
    const ad::Tensor W = layout_.parameters()[0](theta);  // [pixels, filters]
    return transpose(W).value().reshaped({W.shape()[1], rows_, columns_});
}

}  // namespace surefoot::fashion
