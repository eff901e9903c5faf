// Ops, reductions: sums and means, their transpose broadcast_to, the maximum, log-sum-exp and log-softmax over an axis, and
// the norm.   docs/03 §3
//
// Over nothing a sum is 0; a mean, a maximum and a log-sum-exp over nothing throw ShapeError.
#pragma once

#include "autodiff/var.hpp"

namespace surefoot::ad {

// x copied along new axes in front and along axes of extent 1 until it has `shape`. Throws ShapeError.
Var broadcast_to(Var x, const Shape& shape);
// The transpose of broadcast_to: the sum over the axes along which it would have copied. Throws ShapeError.
Var sum_to(Var x, const Shape& shape);

Var sum(const Var& x);            // of all elements → []
Var sum(const Var& x, int axis);  // over one axis, which is dropped
Var mean(const Var& x);
Var mean(const Var& x, int axis);
Var variance(const Var& x, int axis, int correction = 1);  // Σ (x − mean)² / (n − correction), as PyTorch has it
Var cumsum(const Var& x, int axis, bool backwards = false);  // Σ of all up to and with each; backwards: from each on
Var prod(const Var& x);  // of all elements, right also where some are 0; 1 of nothing
Var prod(const Var& x, int axis);
Var max(const Var& x);  // the derivative goes to the first of equal maxima
Var max(const Var& x, int axis);
Var min(const Var& x);  // likewise
Var min(const Var& x, int axis);
Var log_sum_exp(const Var& x, int axis);  // log Σ eˣ without overflow; at a row of −∞ it is −∞ with a NaN derivative
// log(eˣ / Σ eˣ), whatever the entries have in common. An entry of −∞ has probability 0 and gives no derivative; an axis of
// nothing but −∞ is no distribution, and NaN.
Var log_softmax(const Var& x, int axis);
Var softmax(const Var& x, int axis);

// √Σ x² of all elements, or over one axis, which is dropped; neither overflow nor underflow of the squares gets in between.
// At 0, where the slopes of a norm are a whole ball, its derivatives of every order are 0, the ball's centre.   docs/03 §6
Var norm(const Var& x);
Var norm(const Var& x, int axis);

// x repeated `extent` times along a new axis: what undoes the dropping of an axis.
Var expand(const Var& x, int axis, int extent);

}  // namespace surefoot::ad
