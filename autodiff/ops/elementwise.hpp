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
Var sqrt(const Var& x);               // slope ∞ at 0; of a sum of squares take norm (reduce.hpp)
Var pow(const Var& x, Real p);        // xᵖ as std::pow has it; for p = 0 the derivative is 0 everywhere
Var pow(const Var& x, const Var& p);  // e^(p log x), for x > 0
Var sin(const Var& x);                // of radians
Var cos(const Var& x);
Var erf(const Var& x);  // 2/√π ∫ e^−t² dt from 0 to x: the normal distribution function is (1 + erf(x/√2)) / 2
Var log_sigmoid(const Var& x);              // log 1/(1 + e^−x), without overflow
Var tanh_grad(const Var& y, const Var& g);  // g (1 − y²): the rule of tanh in one pass over memory

}  // namespace surefoot::ad
