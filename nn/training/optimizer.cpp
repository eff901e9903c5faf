#include "nn/training/optimizer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/kernels/elementwise.hpp"
#include "nn/storage/archive.hpp"

namespace surefoot::nn {

using ad::Real;
using ad::Tensor;

Tensor Optimizer::descend(const Tensor& theta, const Tensor& gradient) { return theta - step(gradient); }
Tensor Optimizer::ascend(const Tensor& theta, const Tensor& gradient) { return descend(theta, Real{-1} * gradient); }

// Before its first step an optimiser has no moments yet, which is the same as having zeros.
void Sgd::archive(Archive& archive, const std::string& name, int n) {
    if (momentum_.size() == 0) momentum_ = Tensor::zeros({n});
    archive(name + ".momentum", momentum_, {n});
}

void Adam::archive(Archive& archive, const std::string& name, int n) {
    if (m_.size() == 0) m_ = v_ = Tensor::zeros({n});
    archive(name + ".m", m_, {n});
    archive(name + ".v", v_, {n});
    archive.count(name + ".steps", steps_, std::numeric_limits<long>::max());
}

Tensor Sgd::step(const Tensor& g) {
    momentum_ = momentum_.size() == 0 ? g : static_cast<Real>(config_.momentum) * momentum_ + g;
    return static_cast<Real>(config_.learning_rate) * momentum_;
}

// #region adam
Tensor Adam::step(const Tensor& g) {
    if (steps_++ == 0) m_ = v_ = Tensor::zeros(g.shape());
    const auto b1 = static_cast<Real>(config_.beta1), b2 = static_cast<Real>(config_.beta2);
    m_ = b1 * m_ + (1 - b1) * g;
    v_ = b2 * v_ + (1 - b2) * (g * g);
    // The running means start at 0, so they are divided by the weight that they have collected.
    const double m_weight = 1 - std::pow(config_.beta1, steps_), v_weight = 1 - std::pow(config_.beta2, steps_);
    return ad::kernels::zip("adam", m_, v_,
                            [=, alpha = config_.learning_rate, epsilon = config_.epsilon](double m, double v) {
                                return static_cast<Real>(alpha * (m / m_weight) / (std::sqrt(v / v_weight) + epsilon));
                            });
}
// #endregion adam

std::unique_ptr<Optimizer> make_optimizer(const std::string& name, double learning_rate) {
    if (name == "adam") return std::make_unique<Adam>(Adam::Config{.learning_rate = learning_rate});
    if (name == "sgd") return std::make_unique<Sgd>(Sgd::Config{.learning_rate = learning_rate});
    throw std::invalid_argument(fmt::format("optimizer: none is called `{}`", name));
}

const std::vector<std::string>& optimizers() {
    static const std::vector<std::string> names{"adam", "sgd"};
    return names;
}

}  // namespace surefoot::nn
