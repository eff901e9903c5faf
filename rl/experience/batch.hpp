// Batch: what an algorithm learns from, one row a sample.
#pragma once

#include <span>

#include "autodiff/tensor.hpp"
#include "rl/experience/rollout.hpp"

namespace surefoot::rl {

struct Batch {
    ad::Tensor observations;  // [n, observation size]
    ad::Tensor actions;       // [n, action width]
    ad::Tensor advantages;    // [n]: Â, or whatever stands for it in the policy gradient

    int size() const { return observations.shape()[0]; }
};

// Throws std::invalid_argument unless there are as many advantages as steps.
Batch make_batch(const Rollout& rollout, std::span<const double> advantages);
// Throws std::invalid_argument, with the numbers, unless all three have as many rows. All that learn from a batch do.
void check(const Batch& batch);
Batch rows(const Batch& batch, int begin, int end);  // the samples [begin, end): views
ad::Tensor every(int k, const ad::Tensor& rows);     // each k-th row, from the first on; k ≥ 1

}  // namespace surefoot::rl
