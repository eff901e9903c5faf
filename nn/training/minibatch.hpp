// Minibatches: the rows of a batch in random order, some at a time. Their gradients are noisy and cheap.
#pragma once

#include <optional>
#include <span>

#include "autodiff/function_ref.hpp"
#include "autodiff/var.hpp"
#include "nn/rng.hpp"
#include "nn/training/optimizer.hpp"

namespace surefoot::nn {

struct MinibatchConfig {
    int epochs = 1;  // passes over all rows, each in an order of its own
    int size = 64;   // rows at a time; the last ones of an epoch may be fewer
};

// Calls f with the rows of one minibatch after the other. Throws std::invalid_argument unless rows ≥ 0 and size ≥ 1.
void for_each_minibatch(int rows, const MinibatchConfig& config, Rng& rng,
                        ad::FunctionRef<void(std::span<const int>)> f);

// What becomes of θ when the optimiser takes one step down the gradient of each minibatch's loss, the mean of what `loss` gives
// for each of the rows that it is handed: one number a row. The workers share a minibatch in pieces of at least `grain` rows
// (shard.hpp), so `loss` is called on several threads at once. Nothing when a gradient, its square (which Adam keeps) or θ is not
// finite any more: it stops there, and the optimiser keeps the moments of the steps before.
std::optional<ad::Tensor> descend_on_minibatches(
    const ad::Tensor& theta, int rows, const MinibatchConfig& config, Optimizer& optimizer, Rng& rng,
    ad::FunctionRef<ad::Var(const ad::Var& theta, std::span<const int> rows)> loss, int grain = 256);

}  // namespace surefoot::nn
