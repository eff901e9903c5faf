// Ops, piecewise: elementwise functions with a kink, where the slope is the convention stated here.   docs/03 §2
#pragma once

#include "autodiff/var.hpp"

namespace surefoot::ad {

// Two inputs as for the elementwise ops: equal shapes, or a scalar with anything. Throws ShapeError.
Var relu(const Var& x);                       // max(x, 0); derivative 0 at 0
Var abs(const Var& x);                        // derivative 0 at 0
Var clip(const Var& x, Real low, Real high);  // derivative 1 on [low, high], ends included, 0 outside; NaN stays NaN
Var minimum(const Var& a, const Var& b);      // where a = b the derivative is a's; NaN when either is
Var maximum(const Var& a, const Var& b);      // the same
// a where mask ≠ 0, else b; a, b: mask's shape or scalars. A NaN or an infinity on the side that is not chosen stays out of
// the value, but not out of the derivative: the slope of √x at 0 is ∞, and behind a mask it is 0 · ∞. Mask the argument too
// (the double where): where(m, sqrt(where(m, x, 1)), 0).   docs/03 §6
Var where(const Tensor& mask, const Var& a, const Var& b);

// 1 where it holds, else 0: masks, which are constant almost everywhere and so have no derivative.
Tensor greater(const Tensor& a, const Tensor& b);        // a > b
Tensor less_equal(const Tensor& a, const Tensor& b);     // a ≤ b, or a is NaN
Tensor greater_equal(const Tensor& a, const Tensor& b);  // a ≥ b, or a is NaN

}  // namespace surefoot::ad
