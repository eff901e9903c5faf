#include "rl/policies/diagonal_gaussian.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"

namespace surefoot::rl {

using ad::Real;
using ad::Tensor;
using ad::Var;

DiagonalGaussian::DiagonalGaussian(const Var& mean, const Var& log_std) : mean_(mean), log_std_(log_std) {
    if (mean.shape().rank() != 2 || mean.shape() != log_std.shape())
        throw ad::ShapeError(fmt::format("DiagonalGaussian: means {} with log_std {}: both must be [rows, d]",
                                         to_string(mean.shape()), to_string(log_std.shape())));
}

// #region gaussian
Var DiagonalGaussian::log_prob(const Tensor& actions) const {
    const Var z = (actions - mean_) * exp(-log_std_);
    const double log_2pi = std::log(2 * std::numbers::pi);
    return sum(-0.5 * square(z) - log_std_ - 0.5 * log_2pi, 1);
}

Var DiagonalGaussian::entropy() const {
    return sum(log_std_ + 0.5 * std::log(2 * std::numbers::pi * std::numbers::e), 1);
}

Var kl(const DiagonalGaussian& old_pi, const DiagonalGaussian& new_pi) {
    const Var widening = new_pi.log_std_ - old_pi.log_std_;  // d = log σ_new/σ_old, so that σ_old²/σ_new² = e⁻²ᵈ
    const Var shift = (old_pi.mean_ - new_pi.mean_) * exp(-new_pi.log_std_);
    return 0.5 * sum(expm1mx(-2 * widening) + square(shift), 1);  // e⁻²ᵈ − 1 + 2d, without its cancellation
}

ad::pool::vector<Tensor> DiagonalGaussian::fisher_metric(std::span<const Tensor> tangents) const {
    const Var precision = exp(-2 * Var(log_std_.value()));
    return {(precision * tangents[0]).value(), (2 * Var(tangents[1])).value()};
}
// #endregion gaussian

bool DiagonalGaussian::is_proper() const {
    const Real most = std::log(std::numeric_limits<Real>::max()) / 2;  // beyond it σ² or 1/σ² overflows
    return all_finite(mean_.value()) &&
           std::ranges::all_of(log_std_.value().values(), [most](Real v) { return std::abs(v) <= most; });
}

Tensor DiagonalGaussian::sample(Streams streams) const {
    const auto [rows, d] = std::pair(mean_.shape()[0], mean_.shape()[1]);
    Tensor actions = Tensor::uninitialized({rows, d});
    auto action = actions.write().begin();
    for (int row = 0, i = 0; row < rows; ++row) {
        nn::Rng& rng = streams(row);
        for (const int end = i + d; i < end; ++i)
            *action++ = static_cast<Real>(mean_.value()[i] + std::exp(log_std_.value()[i]) * rng.normal());
    }
    return actions;
}

}  // namespace surefoot::rl
