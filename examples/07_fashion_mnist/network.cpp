#include "examples/07_fashion_mnist/network.hpp"

#include "autodiff/ops/piecewise.hpp"
#include "nn/layers/conv.hpp"
#include "nn/layers/linear.hpp"

namespace surefoot::fashion {

Network::Network(int rows, int columns, int classes)
    : layers_{nn::Conv2d(layout_, "0", 1, 16, {3, 3}, {.padding = {1, 1}}, nn::he_normal()),
              ad::relu,
              nn::MaxPool2d({2, 2}),
              nn::Conv2d(layout_, "3", 16, 32, {3, 3}, {.padding = {1, 1}}, nn::he_normal()),
              ad::relu,
              nn::MaxPool2d({2, 2}),
              nn::flatten,
              nn::Linear(layout_, "7", 32 * (rows / 4) * (columns / 4), 50, nn::he_normal()),
              ad::relu,
              nn::Linear(layout_, "9", 50, classes, nn::lecun_normal())} {}

ad::Tensor Network::filters(const ad::Tensor& theta) const {
    const ad::Tensor W = layout_.parameters()[0](theta);  // [filters, 1, rows, columns]
    return W.reshaped({W.shape()[0], W.shape()[2], W.shape()[3]});
}

}  // namespace surefoot::fashion
