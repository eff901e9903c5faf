#include "nn/training/loss.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "autodiff/ops/reduce.hpp"

namespace surefoot::nn {

using ad::Real;
using ad::Var;

namespace {

void expect_equal_shapes(const char* loss, const Var& prediction, const Var& target) {
    if (prediction.shape() != target.shape())
        throw ad::ShapeError(fmt::format("{}: a prediction {} for a target {}", loss, to_string(prediction.shape()),
                                         to_string(target.shape())));
}

}  // namespace

Var squared_error(const Var& prediction, const Var& target) {
    expect_equal_shapes("squared_error", prediction, target);
    return square(prediction - target);
}

Var mean_squared_error(const Var& prediction, const Var& target) { return mean(squared_error(prediction, target)); }

// With c = clip(d, −δ, δ) it is c (d − ½ c): ½ d² where c = d, and ±δ (d ∓ ½ δ) beyond. The slope of c is 1 at the ends.
Var huber_error(const Var& prediction, const Var& target, double delta) {
    if (!(delta > 0)) throw std::invalid_argument(fmt::format("huber_error: delta is {}, not above 0", delta));
    expect_equal_shapes("huber_error", prediction, target);
    const Var d = prediction - target, c = clip(d, static_cast<Real>(-delta), static_cast<Real>(delta));
    return c * (d - Real(0.5) * c);
}

Var mean_huber_error(const Var& prediction, const Var& target, double delta) {
    return mean(huber_error(prediction, target, delta));
}

Var negative_log_likelihood(const Var& logits, const ad::Index& labels, double label_smoothing) {
    if (!(label_smoothing >= 0 && label_smoothing <= 1))
        throw std::invalid_argument(fmt::format("cross entropy: a label smoothing of {}", label_smoothing));
    const Var log_p = log_softmax(logits, 1), certain = -pick(log_p, labels);
    if (label_smoothing == 0) return certain;
    return static_cast<Real>(1 - label_smoothing) * certain - static_cast<Real>(label_smoothing) * mean(log_p, 1);
}

Var cross_entropy(const Var& logits, const ad::Index& labels, double label_smoothing) {
    return mean(negative_log_likelihood(logits, labels, label_smoothing));
}

// log σ(x) = −softplus(−x) and log(1 − σ(x)) = −softplus(x): nothing large is taken from anything large.
Var binary_negative_log_likelihood(const Var& logits, const Var& targets) {
    expect_equal_shapes("binary cross entropy", logits, targets);
    return targets * softplus(-logits) + (1 - targets) * softplus(logits);
}

Var binary_cross_entropy(const Var& logits, const Var& targets) {
    return mean(binary_negative_log_likelihood(logits, targets));
}

}  // namespace surefoot::nn
