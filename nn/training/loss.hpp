// Losses: what a fit minimises. Names, formulas and defaults are PyTorch's (torch.nn.functional).
//
// Those of one number a sample, or an element, are what an Expectation takes; each is followed by its mean over all of them.
#pragma once

#include "autodiff/ops/indexing.hpp"
#include "autodiff/var.hpp"

namespace surefoot::nn {

// (prediction − target)², elementwise; and its mean over all elements. Equal shapes. Throws ad::ShapeError.
ad::Var squared_error(const ad::Var& prediction, const ad::Var& target);
ad::Var mean_squared_error(const ad::Var& prediction, const ad::Var& target);

// Huber's: ½ d² for d = prediction − target within ±δ, δ (|d| − ½ δ) beyond, elementwise; and its mean over all elements.
// Equal shapes. Value and slope have no kink; the curvature falls from 1 to 0 at |d| = δ, where it is 1 by convention.
// Throws ad::ShapeError, std::invalid_argument unless δ > 0. (Huber 1964, "Robust estimation of a location parameter")
ad::Var huber_error(const ad::Var& prediction, const ad::Var& target, double delta = 1);
ad::Var mean_huber_error(const ad::Var& prediction, const ad::Var& target, double delta = 1);

// −log softmax(logits)[label] for each row.   logits: [n, classes]   labels: n of them   → [n]; and its mean.
// With a smoothing ε the label is taken to be right with probability 1 − ε + ε/classes, each other class with ε/classes
// (Szegedy et al. 2016, §7). Throws ad::ShapeError, std::invalid_argument unless 0 ≤ ε ≤ 1.
ad::Var negative_log_likelihood(const ad::Var& logits, const ad::Index& labels, double label_smoothing = 0);
ad::Var cross_entropy(const ad::Var& logits, const ad::Index& labels, double label_smoothing = 0);

// −t log σ(logit) − (1 − t) log(1 − σ(logit)), elementwise, for targets t on [0, 1]; and its mean over all elements. Exact for
// logits of any size. Equal shapes. Throws ad::ShapeError.
ad::Var binary_negative_log_likelihood(const ad::Var& logits, const ad::Var& targets);
ad::Var binary_cross_entropy(const ad::Var& logits, const ad::Var& targets);

}  // namespace surefoot::nn
