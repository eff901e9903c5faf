// An op of one's own: silu(x) = x σ(x), with σ(x) = 1/(1 + e⁻ˣ) (Elfwing, Uchibe and Doya 2018). It bends as ReLU does, and is
// smooth, so that curvature is defined everywhere.
#pragma once

#include "autodiff/var.hpp"

namespace own {

surefoot::ad::Var silu(const surefoot::ad::Var& x);  // elementwise

}  // namespace own
