#include "nn/training/loss.hpp"

#include <fmt/format.h>

#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"

namespace surefoot::nn {

ad::Var squared_error(const ad::Var& prediction, const ad::Var& target) {
    if (prediction.shape() != target.shape())
        throw ad::ShapeError(fmt::format("squared_error: a prediction {} for a target {}",
                                         to_string(prediction.shape()), to_string(target.shape())));
    return square(prediction - target);
}

ad::Var mean_squared_error(const ad::Var& prediction, const ad::Var& target) {
    return mean(squared_error(prediction, target));
}

ad::Var negative_log_likelihood(const ad::Var& logits, const ad::Index& labels) {
    return -pick(log_softmax(logits, 1), labels);
}

ad::Var cross_entropy(const ad::Var& logits, const ad::Index& labels) {
    return mean(negative_log_likelihood(logits, labels));
}

}  // namespace surefoot::nn
