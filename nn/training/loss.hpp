// Losses: what a fit minimises. The per-sample ones are what an Expectation takes; the others are their means.
#pragma once

#include "autodiff/ops/indexing.hpp"
#include "autodiff/var.hpp"

namespace surefoot::nn {

// (prediction − target)², elementwise; and its mean over all elements. Equal shapes. Throws ad::ShapeError.
ad::Var squared_error(const ad::Var& prediction, const ad::Var& target);
ad::Var mean_squared_error(const ad::Var& prediction, const ad::Var& target);

// −log softmax(logits)[label] for each row.   logits: [n, classes]   labels: n of them   → [n]; and its mean.
ad::Var negative_log_likelihood(const ad::Var& logits, const ad::Index& labels);
ad::Var cross_entropy(const ad::Var& logits, const ad::Index& labels);

}  // namespace surefoot::nn
