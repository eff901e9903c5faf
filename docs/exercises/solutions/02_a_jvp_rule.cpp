// Solution of exercise 02.
#include "docs/exercises/exercises.hpp"

#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/linalg.hpp"

namespace exercise {

Var product_jvp(const Var& A, const Var& A_dot, const Var& B, const Var& B_dot) {
    return matmul(A_dot, B) + matmul(A, B_dot);
}

}  // namespace exercise
