// Minibatches: the rows of a batch in random order, some at a time. Their gradients are noisy and cheap.
#pragma once

#include <span>

#include "autodiff/function_ref.hpp"
#include "nn/rng.hpp"

namespace surefoot::nn {

struct MinibatchConfig {
    int epochs = 1;  // passes over all rows, each in an order of its own
    int size = 64;   // rows at a time; the last ones of an epoch may be fewer
};

// Calls f with the rows of one minibatch after the other. Throws std::invalid_argument unless rows ≥ 0 and size ≥ 1.
void for_each_minibatch(int rows, const MinibatchConfig& config, Rng& rng,
                        ad::FunctionRef<void(std::span<const int>)> f);

}  // namespace surefoot::nn
