// Kernels, reductions: sums over broadcast axes and their transpose, and the maximum and log-sum-exp over one axis.
#pragma once

#include "autodiff/tensor.hpp"

namespace surefoot::ad::kernels {

// Whether `from` grows to `to`: aligned at the last axis, each extent equal, 1, or missing in front.
bool broadcasts(const Shape& from, const Shape& to);

Tensor broadcast_to(const Tensor& x, const Shape& shape);  // throws ShapeError unless x.shape() broadcasts to `shape`
Tensor sum_to(const Tensor& x, const Shape& shape);        // its transpose: sums what broadcast_to would have copied

// Over one axis, which is dropped. Throw ShapeError when it is empty: nothing has no maximum.
Tensor max(const Tensor& x, int axis);          // NaN when any element is
Tensor log_sum_exp(const Tensor& x, int axis);  // m + log Σ exp(x − m), m the maximum: never overflows

// (x − m) − log Σ exp(x − m): the maximum is taken off before it can swallow what the rest differ by. A lane that is −∞
// throughout, or has a +∞ in it, is NaN. Throws ShapeError when the axis is empty.
Tensor log_softmax(const Tensor& x, int axis);

// y[i] = Σ x[j] along the axis over j ≤ i, or over j ≥ i backwards.
Tensor cumsum(const Tensor& x, int axis, bool backwards);

// max |x| along the axis, which is dropped; 0 over nothing, NaN when any is.
Tensor max_magnitude(const Tensor& x, int axis);

// 1 where x[i] is the first maximum along the axis, else 0.
Tensor first_max(const Tensor& x, int axis);

}  // namespace surefoot::ad::kernels
