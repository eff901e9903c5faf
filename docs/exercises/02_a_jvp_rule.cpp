// 02  A JVP rule: C = A B. Chapter 3, §4 (docs/03-rules-of-ops.md).
#include "docs/exercises/exercises.hpp"

#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/linalg.hpp"

namespace exercise {

Var product_jvp(const Var& A, const Var& A_dot, const Var& B, const Var& B_dot) {
    // The product rule. The hole: this is what becomes of C when only A moves.
    static_cast<void>(A), static_cast<void>(B_dot);
    return matmul(A_dot, B);
}

}  // namespace exercise
