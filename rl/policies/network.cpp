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

// x: [n, observation size], of which the first are the image and the rest, if any, its mask.
nn::Layer convolutional(nn::Layout& layout, const std::string& name, const Box& observation, int outputs,
                        const NetworkConfig& config, double output_gain) {
    const int size = observation.size();
    int channels = observation.shape[0], height = observation.shape[1], width = observation.shape[2], count = 0;
    const int pixels = channels * height * width;
    const auto next = [&] { return fmt::format("{}.{}", name, count++); };
    std::vector<nn::Layer> seeing{[=](const ad::Var& x) {
        return reshape(x, {x.shape()[0], channels, height, width});
    }};
    for (const auto [filters, kernel, stride] : convolutions(observation, config)) {
        seeing.push_back(nn::Conv2d(layout, next(), channels, filters, {kernel, kernel}, {.stride = {stride, stride}},
                                    nn::orthogonal(std::numbers::sqrt2)));
        seeing.push_back(ad::relu);
        channels = filters, height = (height - kernel) / stride + 1, width = (width - kernel) / stride + 1;
    }
    seeing.push_back(nn::flatten);
    int in = channels * height * width + size - pixels;
    std::vector<nn::Layer> deciding;
    for (const int hidden : config.hidden) {
        deciding.push_back(nn::Linear(layout, next(), in, hidden, nn::orthogonal(std::numbers::sqrt2)));
        deciding.push_back(ad::relu);
        in = hidden;
    }
    deciding.push_back(nn::Linear(layout, next(), in, outputs, nn::orthogonal(output_gain)));
    nn::Layer see = nn::Sequential(std::move(seeing)), decide = nn::Sequential(std::move(deciding));
    if (pixels == size) return nn::Sequential{std::move(see), std::move(decide)};
    return [=](const ad::Var& theta, const ad::Var& x) {
        const ad::Var seen = see(theta, slice(x, 1, 0, pixels)), mask = slice(x, 1, pixels, size);
        return decide(theta, ad::concatenate({seen, mask}, 1));
    };
}

}  // namespace

const std::vector<std::string>& networks() {
    static const std::vector<std::string> names{"auto", "mlp", "conv"};
    return names;
}

std::vector<Convolution> convolutions(const Box& observation, const NetworkConfig& config) {
    if (std::ranges::find(networks(), config.kind) == networks().end())
        throw std::invalid_argument(fmt::format("network: none is called `{}`", config.kind));
    const auto axes = observation.shape.size();
    if (config.kind == "conv" && axes != 3)
        throw std::invalid_argument(
            fmt::format("network: conv needs an observation [channels, height, width], and this one has {} axes",
                        std::max<std::size_t>(1, axes)));
    if (axes != 3 || config.kind == "mlp") return {};
    const int height = observation.shape[1], width = observation.shape[2];
    if (height >= 20 && width >= 20) return {{16, 4, 2}, {16, 4, 2}};
    if (height < 3 || width < 3)
        throw std::invalid_argument(fmt::format(
            "network: an image of {} by {} is smaller than the window of 3 by 3 of conv: choose mlp", height, width));
    return {{16, 3, 1}};
}

nn::Layer make_network(nn::Layout& layout, const std::string& name, const Box& observation, int outputs,
                       const NetworkConfig& config, double output_gain) {
    if (!convolutions(observation, config).empty())
        return convolutional(layout, name, observation, outputs, config, output_gain);
    return nn::Mlp(layout, name,
                   {.in = observation.size(),
                    .out = outputs,
                    .hidden = config.hidden,
                    .activation = config.activation,
                    .output_gain = output_gain});
}

}  // namespace surefoot::rl
