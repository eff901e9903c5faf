#include "examples/07_fashion_mnist/network.hpp"

#include "autodiff/error.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "nn/layers/conv.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/linear.hpp"

namespace surefoot::fashion {
namespace {

// Their parameters stand in the layout in this order.
nn::Sequential layers(nn::Layout& layout, int rows, int columns, int classes) {
    if (rows < 4 || columns < 4) throw ad::ShapeError("the network needs pictures of 4 rows and 4 columns at least");
    const ad::Stepping same_size{.padding = {1, 1}};
    return {
        nn::Conv2d(layout, "conv1", 1, 16, {3, 3}, same_size, nn::he_normal()),
        ad::relu,
        nn::MaxPool2d({2, 2}),
        nn::Conv2d(layout, "conv2", 16, 32, {3, 3}, same_size, nn::he_normal()),
        ad::relu,
        nn::MaxPool2d({2, 2}),
        nn::flatten,
        nn::Linear(layout, "hidden", 32 * (rows / 4) * (columns / 4), 56, nn::he_normal()),
        ad::relu,
        nn::Dropout("dropout", 0.25),
        nn::Linear(layout, "output", 56, classes, nn::lecun_normal()),
    };
}

}  // namespace

Network::Network(int rows, int columns, int classes) : layers_(layers(layout_, rows, columns, classes)) {}

ad::Var Network::logits(const ad::Var& theta, const ad::Tensor& images, const nn::Pass& pass) const {
    return layers_(theta, images, pass);
}

ad::Tensor Network::filters(const ad::Tensor& theta) const {
    const ad::Tensor W = layout_.parameters()[0](theta);  // [filters, 1, kernel rows, kernel columns]
    return W.reshaped({W.shape()[0], W.shape()[2], W.shape()[3]});
}

}  // namespace surefoot::fashion
