#include "nn/training/optimizer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/kernels/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "nn/parallel/vectors.hpp"
#include "nn/storage/archive.hpp"

namespace surefoot::nn {

using ad::Real;
using ad::Tensor;

namespace {

// g + w θ: the slope of the loss with ½ w θ² in it
Tensor with_decay(double w, const Tensor& theta, const Tensor& g) {
    return w == 0 ? g : static_cast<Real>(w) * theta + g;
}

// Before its first step an optimiser has no moments yet, which is the same as having zeros.
void archive_moment(Archive& archive, const std::string& name, Tensor& moment, int n) {
    if (moment.size() == 0) moment = Tensor::zeros({n});
    archive(name, moment, {n});
}

}  // namespace

Tensor Optimizer::descend(const Tensor& theta, const Tensor& gradient) {
    return descend(theta, gradient, learning_rate_);
}
Tensor Optimizer::descend(const Tensor& theta, const Tensor& gradient, double learning_rate) {
    return theta - step(theta, gradient, learning_rate);
}
Tensor Optimizer::ascend(const Tensor& theta, const Tensor& gradient) {
    return ascend(theta, gradient, learning_rate_);
}
Tensor Optimizer::ascend(const Tensor& theta, const Tensor& gradient, double learning_rate) {
    return descend(theta, Real{-1} * gradient, learning_rate);
}

void Sgd::archive(Archive& archive, const std::string& name, int n) {
    archive_moment(archive, name + ".momentum", momentum_, n);
}

void Adam::archive(Archive& archive, const std::string& name, int n) {
    archive_moment(archive, name + ".m", m_, n);
    archive_moment(archive, name + ".v", v_, n);
    archive.count(name + ".steps", steps_, std::numeric_limits<long>::max());
}

void RmsProp::archive(Archive& archive, const std::string& name, int n) {
    archive_moment(archive, name + ".v", v_, n);
    archive_moment(archive, name + ".momentum", momentum_, n);
}

Tensor Sgd::step(const Tensor& theta, const Tensor& gradient, double alpha) {
    const Tensor g = with_decay(config_.weight_decay, theta, gradient);
    const auto mu = static_cast<Real>(config_.momentum);
    momentum_ = momentum_.size() == 0 ? g : mu * momentum_ + g;
    return static_cast<Real>(alpha) * (config_.nesterov ? mu * momentum_ + g : momentum_);
}

// #region adam
Tensor Adam::step(const Tensor& theta, const Tensor& gradient, double alpha) {
    const Tensor g = with_decay(config_.weight_decay, theta, gradient);
    if (steps_++ == 0) m_ = v_ = Tensor::zeros(g.shape());
    const auto b1 = static_cast<Real>(config_.beta1), b2 = static_cast<Real>(config_.beta2);
    m_ = combine(b1, m_, 1 - b1, g);
    v_ = combine(b2, v_, 1 - b2, g * g);
    // The running means start at 0, so they are divided by the weight that they have collected.
    const double m_weight = 1 - std::pow(config_.beta1, steps_), v_weight = 1 - std::pow(config_.beta2, steps_);
    const auto rate = static_cast<Real>(alpha / m_weight), scale = static_cast<Real>(1 / v_weight),
               epsilon = static_cast<Real>(config_.epsilon);
    Tensor step = Tensor::uninitialized(g.shape());
    for_each_element(g.size(), 2048, [=, m = m_.data(), v = v_.data(), out = step.write().data()](std::ptrdiff_t i) {
        out[i] = rate * m[i] / (std::sqrt(scale * v[i]) + epsilon);
    });
    return step;
}
// #endregion adam

AdamW::AdamW(const Config& config)
    : Adam({.learning_rate = config.learning_rate,
            .beta1 = config.beta1,
            .beta2 = config.beta2,
            .epsilon = config.epsilon}),
      weight_decay_(config.weight_decay) {}

Tensor AdamW::step(const Tensor& theta, const Tensor& gradient, double alpha) {
    return static_cast<Real>(alpha * weight_decay_) * theta + Adam::step(theta, gradient, alpha);
}

Tensor RmsProp::step(const Tensor& theta, const Tensor& gradient, double alpha) {
    const Tensor g = with_decay(config_.weight_decay, theta, gradient);
    if (v_.size() == 0) v_ = momentum_ = Tensor::zeros(g.shape());
    const auto rho = static_cast<Real>(config_.rho);
    v_ = rho * v_ + (1 - rho) * (g * g);
    const Tensor scaled = ad::kernels::zip("rmsprop", g, v_, [epsilon = config_.epsilon](double slope, double v) {
        return static_cast<Real>(slope / (std::sqrt(v) + epsilon));
    });
    momentum_ = static_cast<Real>(config_.momentum) * momentum_ + scaled;
    return static_cast<Real>(alpha) * momentum_;
}

Tensor clip_by_norm(const Tensor& gradient, double max_norm) {
    if (!(max_norm > 0)) throw std::invalid_argument(fmt::format("clip_by_norm: a norm of at most {}", max_norm));
    const double length{ad::norm(ad::Var(gradient)).value().item()};  // whose squares do not overflow
    return length > max_norm ? static_cast<Real>(max_norm / length) * gradient : gradient;
}

std::unique_ptr<Optimizer> make_optimizer(const std::string& name, double learning_rate) {
    if (name == "adam") return std::make_unique<Adam>(Adam::Config{.learning_rate = learning_rate});
    if (name == "adamw") return std::make_unique<AdamW>(AdamW::Config{.learning_rate = learning_rate});
    if (name == "rmsprop") return std::make_unique<RmsProp>(RmsProp::Config{.learning_rate = learning_rate});
    if (name == "sgd") return std::make_unique<Sgd>(Sgd::Config{.learning_rate = learning_rate});
    throw std::invalid_argument(fmt::format("optimizer: none is called `{}`", name));
}

const std::vector<std::string>& optimizers() {
    static const std::vector<std::string> names{"adam", "adamw", "rmsprop", "sgd"};
    return names;
}

}  // namespace surefoot::nn
