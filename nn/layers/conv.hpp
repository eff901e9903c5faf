// Convolutional layers: images are [n, channels, height, width].   docs/21
#pragma once

#include <array>
#include <string>

#include "autodiff/ops/window.hpp"
#include "nn/parameters.hpp"

namespace surefoot::nn {

// y = W ⋆ x + b, as torch.nn.Conv2d.
class Conv2d {
  public:
    // Appends `name.weight` [out, in, kernel height, kernel width] and `name.bias` [out] to the layout; the bias starts at 0.
    Conv2d(Layout& layout, const std::string& name, int in, int out, std::array<int, 2> kernel,
           const ad::Stepping& stepping = {}, const Initializer& weight = pytorch_uniform());

    // [n, in, height, width] → [n, out, heights, widths]. Throws ad::ShapeError, naming the layer.
    ad::Var operator()(const ad::Var& theta, const ad::Var& x) const;

  private:
    std::string name_;
    Parameter W_, b_;
    ad::Stepping stepping_;
};

// Pooling and flattening have no parameters: functions of x, as layers. A stride of {0, 0} is the kernel, as in PyTorch.
class MaxPool2d {
  public:
    explicit MaxPool2d(std::array<int, 2> kernel, std::array<int, 2> stride = {0, 0},
                       std::array<int, 2> padding = {0, 0});
    ad::Var operator()(const ad::Var& x) const { return ad::max_pool2d(x, window_); }

  private:
    ad::Window window_;
};
class AvgPool2d {
  public:
    explicit AvgPool2d(std::array<int, 2> kernel, std::array<int, 2> stride = {0, 0},
                       std::array<int, 2> padding = {0, 0});
    ad::Var operator()(const ad::Var& x) const { return ad::avg_pool2d(x, window_); }

  private:
    ad::Window window_;
};

ad::Var flatten(const ad::Var& x);  // [n, …] → [n, the rest in one row]. Throws ad::ShapeError for a scalar.

}  // namespace surefoot::nn
