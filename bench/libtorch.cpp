#include "bench/libtorch.hpp"

#include <torch/torch.h>

#include <cmath>
#include <functional>
#include <utility>

namespace bench {
namespace {

using torch::Tensor;
using torch::autograd::grad;
using Tensors = std::vector<Tensor>;

constexpr auto dtype = sizeof(Real) == 8 ? torch::kDouble : torch::kFloat;

Tensor flat(const Tensors& parts) {
    Tensors flattened;
    for (const Tensor& part : parts) flattened.push_back(part.reshape(-1));
    return torch::cat(flattened);
}

}  // namespace

struct LibTorch::State {
    Tensor observations, actions, advantages;
    Tensors theta;  // W₀ b₀ W₁ b₁ … log σ
    Tensor log_prob_old, mean_old, log_std_old;
    std::function<Tensor(const Tensor&)> product;  // F v

    Tensor mean(const Tensors& w) const {
        Tensor h = observations;
        for (std::size_t k = 0; k + 3 < w.size(); k += 2) h = torch::tanh(torch::addmm(w[k + 1], h, w[k]));
        return torch::addmm(w[w.size() - 2], h, w[w.size() - 3]);
    }
    Tensor log_prob(const Tensor& mean, const Tensor& log_std) const {
        const Tensor z = (actions - mean) * torch::exp(-log_std);
        return (-0.5 * z * z - log_std - 0.5 * std::log(2 * M_PI)).sum(1);
    }
    Tensor kl(const Tensor& mean, const Tensor& log_std) const {
        const Tensor narrowing = log_std - log_std_old, shift = (mean_old - mean) * torch::exp(-log_std);
        return (narrowing + 0.5 * (torch::exp(-2 * narrowing) + shift * shift) - 0.5).sum(1).mean();
    }
    Tensor surrogate(const Tensor& mean, const Tensor& log_std) const {
        return ((torch::exp(log_prob(mean, log_std) - log_prob_old) - 1) * advantages).mean();
    }
    void remember() {
        const torch::NoGradGuard none;
        mean_old = mean(theta), log_std_old = theta.back().detach();
        log_prob_old = log_prob(mean_old, log_std_old);
    }
    Tensor gradient() const { return flat(grad({surrogate(mean(theta), theta.back())}, theta)); }
    Tensors split(const Tensor& v) const {
        Tensors parts;
        std::int64_t begin = 0;
        for (const Tensor& part : theta) {
            parts.push_back(v.narrow(0, begin, part.numel()).view(part.sizes()));
            begin += part.numel();
        }
        return parts;
    }
};

LibTorch::LibTorch(const std::vector<int>& widths, int samples, const Real* theta, const Arithmetic::Batch& batch)
    : state_(std::make_unique<State>()) {
    at::set_num_threads(1);
    const auto copied = [](const Real* from, torch::IntArrayRef shape) {
        return torch::from_blob(const_cast<Real*>(from), shape, dtype).clone();
    };
    State& s = *state_;
    s.observations = copied(batch.observations, {samples, widths.front()});
    s.actions = copied(batch.actions, {samples, widths.back()});
    s.advantages = copied(batch.advantages, {samples});
    for (std::size_t k = 0; k + 1 < widths.size(); ++k) {
        const int rows = widths[k], columns = widths[k + 1];
        s.theta.push_back(copied(theta, {rows, columns}).requires_grad_());
        theta += rows * columns;
        s.theta.push_back(copied(theta, {columns}).requires_grad_());
        theta += columns;
    }
    s.theta.push_back(copied(theta, {widths.back()}).requires_grad_());
    s.remember();
}

LibTorch::~LibTorch() = default;

void LibTorch::forward() {
    const torch::InferenceMode none;
    state_->mean(state_->theta);
}

void LibTorch::gradient() { state_->gradient(); }

void LibTorch::prepare(Products products) {
    State& s = *state_;
    if (products == Products::double_backward) {
        const Tensor g = flat(grad({s.kl(s.mean(s.theta), s.theta.back())}, s.theta, {}, true, true));
        s.product = [&s, g](const Tensor& v) { return flat(grad({torch::dot(g, v)}, s.theta, {}, true)) + 0.1 * v; };
    } else {
        // The means depend on all but log σ, whose part of the Fisher matrix is 2·1 alone.
        const Tensors network(s.theta.begin(), s.theta.end() - 1);
        const Tensor mean = s.mean(s.theta), u = torch::zeros_like(mean).requires_grad_();
        const Tensor g = flat(grad({mean}, network, {u}, true, true));  // Jᵀ u
        const Tensor metric = torch::exp(-2 * s.theta.back().detach()) / static_cast<double>(mean.size(0));
        s.product = [&s, network, mean, u, g, metric](const Tensor& v) {
            const auto n = g.numel();
            const Tensor Jv = grad({g}, {u}, {v.narrow(0, 0, n)}, true)[0];
            return torch::cat({flat(grad({mean}, network, {Jv * metric}, true)), 2 * v.narrow(0, n, v.numel() - n)}) +
                   0.1 * v;
        };
    }
}

std::vector<Real> LibTorch::product(const std::vector<Real>& v) {
    const auto n = static_cast<std::int64_t>(v.size());
    const Tensor Fv = state_->product(torch::from_blob(const_cast<Real*>(v.data()), {n}, dtype)).contiguous();
    return {Fv.data_ptr<Real>(), Fv.data_ptr<Real>() + n};
}

Arithmetic::Measured LibTorch::trpo(Products products, int cg_iterations, int passes, double max_kl) {
    State& s = *state_;
    s.remember();
    const Tensor g = s.gradient();
    prepare(products);
    Tensor x = torch::zeros_like(g), r = g.clone(), p = g.clone();
    double rr = torch::dot(r, r).item<double>();
    for (int i = 0; i < cg_iterations; ++i) {
        const Tensor Fp = s.product(p);
        const double alpha = rr / torch::dot(p, Fp).item<double>();
        x.add_(p, alpha);
        r.sub_(Fp, alpha);
        const double next = torch::dot(r, r).item<double>();
        p = r + (next / rr) * p;
        rr = next;
    }
    double scale = std::sqrt(2 * max_kl / torch::dot(x, g - r).item<double>());
    Arithmetic::Measured measured{};
    const torch::NoGradGuard none;
    const Tensor theta = flat(s.theta);
    for (int pass = 0; pass < passes; ++pass, scale *= 0.8) {
        const Tensors w = s.split(theta + scale * x);
        const Tensor mean = s.mean(w);
        measured = {s.surrogate(mean, w.back()).item<double>(), s.kl(mean, w.back()).item<double>()};
    }
    return measured;
}

}  // namespace bench
