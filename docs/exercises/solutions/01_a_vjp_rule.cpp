// Solution of exercise 01.
#include "docs/exercises/exercises.hpp"

#include "autodiff/ops/elementwise.hpp"

namespace exercise {

Var swish_vjp(const Var& y_bar, const Var& x) {
    const Var s = sigmoid(x);
    return (s + x * s * (1 - s)) * y_bar;
}

}  // namespace exercise
