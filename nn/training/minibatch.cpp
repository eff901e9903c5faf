#include "nn/training/minibatch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/pool.hpp"
#include "nn/parallel/expectation.hpp"

namespace surefoot::nn {

void for_each_minibatch(int rows, const MinibatchConfig& config, Rng& rng,
                        ad::FunctionRef<void(std::span<const int>)> f) {
    if (rows < 0 || config.size < 1)
        throw std::invalid_argument(fmt::format("minibatches: {} rows, {} at a time", rows, config.size));
    ad::pool::vector<int> order(static_cast<std::size_t>(rows));
    std::iota(order.begin(), order.end(), 0);
    for (int epoch = 0; epoch < config.epochs; ++epoch) {
        for (int i = rows - 1; i > 0; --i)  // Fisher-Yates
            std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(rng.below(i + 1))]);
        for (int begin = 0; begin < rows; begin += config.size)
            f(std::span(order).subspan(static_cast<std::size_t>(begin),
                                       static_cast<std::size_t>(std::min(config.size, rows - begin))));
    }
}

// #region minibatches
std::optional<ad::Tensor> descend_on_minibatches(const ad::Tensor& theta, int rows, const MinibatchConfig& config,
                                                 Optimizer& optimizer, Rng& rng,
                                                 ad::FunctionRef<ad::Var(const ad::Var&, std::span<const int>)> loss,
                                                 int grain) {
    ad::Tensor moved = theta;
    bool finite = true;
    for_each_minibatch(rows, config, rng, [&](std::span<const int> minibatch) {
        if (!finite) return;
        const Samples samples{static_cast<int>(minibatch.size()), grain};
        const ad::Tensor g = mean_grad(
            samples, moved, [&](const ad::Var& x, const Shard& shard) { return loss(x, shard.of(minibatch)); });
        finite = all_finite(g * g);
        if (finite) moved = optimizer.descend(moved, g);
    });
    if (!finite || !all_finite(moved)) return std::nullopt;
    return moved;
}
// #endregion minibatches

}  // namespace surefoot::nn
