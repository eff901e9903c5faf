// Network: what policies and value functions are made of, chosen by what is observed or by name.   docs/07 §1
#pragma once

#include <string>
#include <vector>

#include "autodiff/ops/elementwise.hpp"
#include "nn/layers/activation.hpp"
#include "nn/layers/layer.hpp"
#include "nn/parameters.hpp"
#include "rl/envs/space.hpp"

namespace surefoot::rl {

struct NetworkConfig {
    std::string kind = "auto";             // one of networks()
    std::vector<int> hidden = {64, 64};    // widths of the linear layers before the last
    nn::Activation activation = ad::tanh;  // behind those of an mlp
};

// "mlp": layers on the observation as a row. "conv": the observation as an image [channels, height, width], the convolutions
// below with relu behind each, then relu layers on what they give and on the observation's mask, if it has one. "auto": conv for
// an observation of three axes, else mlp.
const std::vector<std::string>& networks();

struct Convolution {
    int filters, kernel, stride;  // the kernel a square, the image not padded
};
// Of conv: two of 4x4 with a stride of 2 for an image of 20 by 20 and larger, as in the TRPO paper's §8, one of 3x3 for a smaller
// one (Young and Tian 2019). None where the network is an mlp. Throws as make_network does.
std::vector<Convolution> convolutions(const Box& observation, const NetworkConfig& config);

// A function of rows [n, observation size] → [n, outputs], whose parameters it appends to the layout as `name.0.weight`, …;
// all are orthogonal to begin with, with the gain √2, and in the last layer `output_gain`.
// Throws std::invalid_argument for a kind that there is not, and for conv where the observation has not three axes
// or is smaller than a window.
nn::Layer make_network(nn::Layout& layout, const std::string& name, const Box& observation, int outputs,
                       const NetworkConfig& config, double output_gain = 1);

}  // namespace surefoot::rl
