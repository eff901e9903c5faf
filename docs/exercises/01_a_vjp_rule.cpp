// 01  A VJP rule: y = x σ(x). Chapter 3, §2 (docs/03-rules-of-ops.md).
#include "docs/exercises/exercises.hpp"

#include "autodiff/ops/elementwise.hpp"

namespace exercise {

Var swish_vjp(const Var& y_bar, const Var& x) {
    // The Jacobian is diagonal: x̄ = (∂y/∂x) ȳ. What is the derivative of x σ(x)?  (σ′ = σ (1 − σ))
    // The hole: this says that y does not depend on x.
    return 0 * x * y_bar;
}

}  // namespace exercise
