#include "nn/layers/conv.hpp"

#include <fmt/format.h>

#include "autodiff/error.hpp"
#include "autodiff/ops/layout.hpp"

namespace surefoot::nn {
namespace {

ad::Window pooling(std::array<int, 2> kernel, std::array<int, 2> stride, std::array<int, 2> padding) {
    return {kernel, stride == std::array{0, 0} ? kernel : stride, padding};
}

}  // namespace

Conv2d::Conv2d(Layout& layout, const std::string& name, int in, int out, std::array<int, 2> kernel,
               const ad::Stepping& stepping, const Initializer& weight)
    : name_(name),
      W_(layout.add(name + ".weight", {out, in, kernel[0], kernel[1]}, weight)),
      b_(layout.add(name + ".bias", {out}, constant(0))),
      stepping_(stepping) {}

ad::Var Conv2d::operator()(const ad::Var& theta, const ad::Var& x) const {
    try {
        return conv2d(x, W_(theta), b_(theta), stepping_);
    } catch (const ad::ShapeError& e) { throw ad::ShapeError(fmt::format("layer `{}`: {}", name_, e.what())); }
}

MaxPool2d::MaxPool2d(std::array<int, 2> kernel, std::array<int, 2> stride, std::array<int, 2> padding)
    : window_(pooling(kernel, stride, padding)) {}
AvgPool2d::AvgPool2d(std::array<int, 2> kernel, std::array<int, 2> stride, std::array<int, 2> padding)
    : window_(pooling(kernel, stride, padding)) {}

ad::Var flatten(const ad::Var& x) {
    if (x.shape().rank() == 0) throw ad::ShapeError("flatten: a scalar has no rows");
    const int n = x.shape()[0];
    std::ptrdiff_t rest = 1;
    for (int axis = 1; axis < x.shape().rank(); ++axis) rest *= x.shape()[axis];
    return reshape(x, {n, static_cast<int>(rest)});
}

}  // namespace surefoot::nn
