#include "rl/value_function.hpp"

#include <algorithm>
#include <numeric>

#include "autodiff/kernels/layout.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/transforms.hpp"
#include "nn/loss.hpp"
#include "nn/shard.hpp"

namespace rl {

using ad::Tensor;
using ad::Var;

ValueFunction::ValueFunction(const Box& observation, const std::vector<int>& hidden)
    : network_(layout_, "value", {.in = observation.size(), .out = 1, .hidden = hidden}) {}

Var ValueFunction::operator()(const Var& phi, const Tensor& observations) const {
    return reshape(network_(phi, observations), {observations.shape()[0]});
}

ad::pool::vector<double> evaluate(const ValueFunction& V, const Tensor& phi, const Tensor& observations) {
    ad::pool::vector<double> values(static_cast<std::size_t>(observations.shape()[0]));
    nn::for_each_shard(observations.shape()[0], [&](const nn::Shard& shard) {
        const Tensor part = V(phi.borrowed(), shard.of(observations)).value();
        std::copy(part.values().begin(), part.values().end(), values.begin() + shard.begin);
    });
    return values;
}

// #region fit
Tensor fit(const ValueFunction& V, const Tensor& phi, const Tensor& observations, std::span<const double> targets,
           nn::Adam& adam, nn::Rng& rng, const ValueFitConfig& config) {
    const ad::pool::vector<ad::Real> reals(targets.begin(), targets.end());
    const Tensor target = Tensor::vector(reals);
    const auto n = static_cast<int>(targets.size());
    ad::pool::vector<int> order(targets.size());
    std::iota(order.begin(), order.end(), 0);

    Tensor fitted = phi;
    ad::Tape tape;
    for (int epoch = 0; epoch < config.epochs; ++epoch) {
        for (int i = n - 1; i > 0; --i)  // Fisher-Yates
            std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(rng.below(i + 1))]);
        for (int begin = 0; begin < n; begin += config.minibatch) {
            const int size = std::min(config.minibatch, n - begin);
            const auto rows = std::span(order).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(size));
            tape.rewind(0);
            const Var x = tape.variable(fitted, "phi");
            const Var prediction = V(x, ad::kernels::gather_rows(observations, rows));
            const Var loss = nn::mean_squared_error(prediction, ad::kernels::gather_rows(target, rows));
            fitted = adam.descend(fitted, ad::grad(loss, x));
        }
    }
    return fitted;
}
// #endregion fit

}  // namespace rl
