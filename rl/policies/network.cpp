#include "rl/policies/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>
#include <stdexcept>

#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "nn/layers/conv.hpp"
#include "nn/layers/linear.hpp"
#include "nn/layers/mlp.hpp"

namespace surefoot::rl {
namespace {

nn::Layer convolutional(nn::Layout& layout, const std::string& name, const std::vector<int>& image, int outputs,
                        const NetworkConfig& config, double output_gain) {
    const bool large = image[1] >= 20 && image[2] >= 20;
    const int kernel = large ? 4 : 3, stride = large ? 2 : 1, filters = 16;
    if (image[1] < kernel || image[2] < kernel)
        throw std::invalid_argument(
            fmt::format("network: an image of {} by {} is smaller than the window of {} by {} of conv: choose mlp",
                        image[1], image[2], kernel, kernel));
    std::vector<nn::Layer> layers{[image](const ad::Var& x) {
        return reshape(x, {x.shape()[0], image[0], image[1], image[2]});
    }};
    int channels = image[0], height = image[1], width = image[2], count = 0;
    const auto next = [&] { return fmt::format("{}.{}", name, count++); };
    for (int k = 0; k < (large ? 2 : 1); ++k) {
        layers.push_back(nn::Conv2d(layout, next(), channels, filters, {kernel, kernel}, {.stride = {stride, stride}},
                                    nn::orthogonal(std::numbers::sqrt2)));
        layers.push_back(ad::relu);
        channels = filters, height = (height - kernel) / stride + 1, width = (width - kernel) / stride + 1;
    }
    layers.push_back(nn::flatten);
    int in = channels * height * width;
    for (const int hidden : config.hidden) {
        layers.push_back(nn::Linear(layout, next(), in, hidden, nn::orthogonal(std::numbers::sqrt2)));
        layers.push_back(ad::relu);
        in = hidden;
    }
    layers.push_back(nn::Linear(layout, next(), in, outputs, nn::orthogonal(output_gain)));
    return nn::Sequential(std::move(layers));
}

}  // namespace

const std::vector<std::string>& networks() {
    static const std::vector<std::string> names{"auto", "mlp", "conv"};
    return names;
}

nn::Layer make_network(nn::Layout& layout, const std::string& name, const Box& observation, int outputs,
                       const NetworkConfig& config, double output_gain) {
    if (std::ranges::find(networks(), config.kind) == networks().end())
        throw std::invalid_argument(fmt::format("network: none is called `{}`", config.kind));
    const bool is_image = observation.shape.size() == 3;
    if (config.kind == "conv" && !is_image)
        throw std::invalid_argument(
            fmt::format("network: conv needs an observation [channels, height, width], and this one has {} axes",
                        std::max<std::size_t>(1, observation.shape.size())));
    if (is_image && config.kind != "mlp")
        return convolutional(layout, name, observation.shape, outputs, config, output_gain);
    return nn::Mlp(layout, name,
                   {.in = observation.size(), .out = outputs, .hidden = config.hidden, .output_gain = output_gain});
}

}  // namespace surefoot::rl
