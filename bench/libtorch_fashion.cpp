#include "bench/libtorch_fashion.hpp"

#include <torch/torch.h>

#include <cstdint>

namespace bench {
namespace {

namespace F = torch::nn::functional;
using torch::Tensor;

constexpr auto dtype = sizeof(Real) == 8 ? torch::kDouble : torch::kFloat;

}  // namespace

struct LibTorchFashion::State {
    std::vector<Tensor> weights;  // of the layout's parameters, a linear layer's turned round
    std::vector<bool> turned;
    Tensor images, labels;
    std::unique_ptr<torch::optim::AdamW> adam;

    Tensor forward(bool training) const {
        const auto& w = weights;
        Tensor h = torch::max_pool2d(torch::relu(torch::conv2d(images, w[0], w[1], 1, 1)), 2);
        h = torch::max_pool2d(torch::relu(torch::conv2d(h, w[2], w[3], 1, 1)), 2).flatten(1);
        h = torch::dropout(torch::relu(torch::linear(h, w[4], w[5])), 0.25, training);
        return torch::linear(h, w[6], w[7]);
    }
};

LibTorchFashion::LibTorchFashion() : state_(std::make_unique<State>()) {}
LibTorchFashion::~LibTorchFashion() = default;

void LibTorchFashion::set_threads(int n) { at::set_num_threads(n); }

void LibTorchFashion::set(const surefoot::nn::Layout& layout, const surefoot::ad::Tensor& theta,
                          const surefoot::ad::Tensor& images, const std::vector<int>& labels) {
    State& s = *state_;
    const auto copied = [](const surefoot::ad::Tensor& x) {
        std::vector<std::int64_t> shape;
        for (int k = 0; k < x.shape().rank(); ++k) shape.push_back(x.shape()[k]);
        return torch::from_blob(const_cast<Real*>(x.data()), shape, dtype).clone();
    };
    for (const surefoot::nn::Parameter& parameter : layout.parameters()) {
        const bool turn = parameter.stored == surefoot::nn::Stored::transposed;
        const Tensor w = copied(parameter(theta));
        s.weights.push_back((turn ? w.t().contiguous() : w).detach().requires_grad_());
        s.turned.push_back(turn);
    }
    s.images = copied(images);
    s.labels = torch::empty({static_cast<std::int64_t>(labels.size())}, torch::kLong);
    for (std::size_t i = 0; i < labels.size(); ++i) s.labels[static_cast<std::int64_t>(i)] = labels[i];
    s.adam = std::make_unique<torch::optim::AdamW>(s.weights, torch::optim::AdamWOptions(1e-4));
}

std::vector<Real> LibTorchFashion::logits() const {
    const torch::InferenceMode none;
    const Tensor y = state_->forward(false).contiguous();
    return {y.data_ptr<Real>(), y.data_ptr<Real>() + y.numel()};
}

std::vector<Real> LibTorchFashion::gradient() const {
    const State& s = *state_;
    const auto parts = torch::autograd::grad({F::cross_entropy(s.forward(false), s.labels)}, s.weights);
    std::vector<Real> flat;
    for (std::size_t k = 0; k < parts.size(); ++k) {
        const Tensor part = (s.turned[k] ? parts[k].t() : parts[k]).contiguous();
        flat.insert(flat.end(), part.data_ptr<Real>(), part.data_ptr<Real>() + part.numel());
    }
    return flat;
}

void LibTorchFashion::step() {
    State& s = *state_;
    s.adam->zero_grad();
    F::cross_entropy(s.forward(true), s.labels).backward();
    torch::nn::utils::clip_grad_norm_(s.weights, 5);
    s.adam->step();
}

}  // namespace bench
