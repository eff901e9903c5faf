// 17  A product with the Gauss-Newton matrix. Chapter 24, §2 (docs/24-hessian-free.md).
#include "docs/exercises/exercises.hpp"

#include "autodiff/arithmetic.hpp"
#include "autodiff/transforms.hpp"

using namespace surefoot;

namespace exercise {

Tensor gauss_newton_product(const std::function<Var(const Var&)>& outputs, const Tensor& theta, const Tensor& M,
                            const Tensor& v) {
    // The hole: this is Jᵀ M 1. `ad::jvp` gives J v.
    static_cast<void>(v);
    ad::Tape tape;
    const Var at = tape.variable(theta);
    return ad::vjp(outputs(at), at, M);
}

}  // namespace exercise
