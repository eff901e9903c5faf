#include "rl/experience/value_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "nn/parallel/expectation.hpp"
#include "rl/trust_region/trust_region_step.hpp"

namespace surefoot::rl {

using ad::Tensor;
using ad::Var;

namespace {

Tensor reals(std::span<const double> values) {
    return Tensor::vector(ad::pool::vector<ad::Real>(values.begin(), values.end()));
}

void check_targets(const Tensor& observations, std::span<const double> targets) {
    if (observations.rank() != 2 || observations.shape()[0] != static_cast<int>(targets.size()))
        throw std::invalid_argument(
            fmt::format("value fit: {} targets for observations {}", targets.size(), to_string(observations.shape())));
}

}  // namespace

const std::vector<std::string>& value_fit_methods() {
    static const std::vector<std::string> names{"adam", "trust_region"};
    return names;
}

// #region fit
Tensor fit_by_adam(const ValueFunction& V, const Tensor& phi, const Tensor& observations,
                   std::span<const double> targets, nn::Optimizer& adam, nn::Rng& rng,
                   const nn::MinibatchConfig& minibatches) {
    check_targets(observations, targets);
    const Tensor target = reals(targets);
    const auto squared_error = [&](const Var& x, std::span<const int> rows) {
        return square(V(x, ad::gather_rows(observations, rows)) - ad::gather_rows(target, rows));
    };
    // There are many such steps and nothing beside them, so two threads at least have something to do in each.
    const int grain = std::clamp(minibatches.size / 2, 32, 128);
    const auto fitted =
        nn::descend_on_minibatches(phi, observations.shape()[0], minibatches, adam, rng, squared_error, grain);
    return fitted.value_or(phi);
}
// #endregion fit

// #region fit_in_trust_region
Tensor fit_in_trust_region(const ValueFunction& V, const Tensor& phi, const Tensor& observations,
                           std::span<const double> targets, double max_change) {
    check_targets(observations, targets);
    const int n = static_cast<int>(targets.size());
    const Tensor target = reals(targets);
    nn::ByShard<Tensor> V_old(n);
    const nn::Curvature JtJ(n, phi, [&](const Var& x, const nn::Shard& shard) {
        const Var value = V(x, shard.of(observations));
        V_old[shard] = value.value();
        return ad::pool::vector<Var>{value};
    });
    const nn::Expectation squared_error(n, [&](const Var& x, const nn::Shard& shard) {
        return square(V(x, shard.of(observations)) - shard.of(target));
    });
    const double variance = squared_error.value(phi);  // σ²
    if (!(variance > 0) || !std::isfinite(variance)) return phi;

    // F = E[JᵀJ] / σ², with a little damping for directions that the batch does not know
    const auto F = [&](const Tensor& v) {
        const Tensor product = JtJ(v, [](const nn::Shard&, std::span<const Tensor> tangents) {
            return ad::pool::vector<Tensor>{tangents[0]};
        });
        return static_cast<ad::Real>(1 / variance) * product + ad::Real{1e-3} * v;
    };
    const auto measure = [&](const Tensor& trial) {
        const auto [error, change] =
            nn::means(n, trial, [&](const Var& x, const nn::Shard& shard) -> std::array<Var, 2> {
                const Var value = V(x, shard.of(observations));
                return {square(value - shard.of(target)), square(value - V_old[shard])};
            });
        return Trial{.gain = variance - error, .distance = change / (2 * variance)};
    };
    return trust_region_step(phi, F, ad::Real{-1} * squared_error.grad(phi), measure, {max_change}).theta;
}
// #endregion fit_in_trust_region

}  // namespace surefoot::rl
