#include "nn/training/minibatch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "autodiff/pool.hpp"

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

}  // namespace surefoot::nn
