// Ops, elementwise: smooth functions of one or two elements.   docs/03 §2
#pragma once

#include "autodiff/var.hpp"

namespace surefoot::ad {

// Two inputs must have equal shapes, or one must be a scalar (rank 0); all else throws ShapeError.
Var operator-(const Var& x);
Var operator+(const Var& a, const Var& b);
Var operator-(const Var& a, const Var& b);
Var operator*(const Var& a, const Var& b);
Var operator/(const Var& a, const Var& b);

Var exp(const Var& x);
Var log(const Var& x);
Var expm1(const Var& x);    // eˣ − 1, exact where x is small
Var expm1mx(const Var& x);  // eˣ − 1 − x, likewise: how far eˣ lies above its tangent at 0 (R's log1pmx is its kin)
Var log1p(const Var& x);    // log(1 + x), likewise
Var tanh(const Var& x);
Var sigmoid(const Var& x);   // 1 / (1 + e^−x)
Var softplus(const Var& x);  // log(1 + eˣ)
Var square(const Var& x);
Var sqrt(const Var& x);                     // slope ∞ at 0; of a sum of squares take norm (reduce.hpp)
Var tanh_grad(const Var& y, const Var& g);  // g (1 − y²): the rule of tanh in one pass over memory

}  // namespace surefoot::ad
