// 16  A Gauss-Newton product. Chapter 24, §2 (docs/24-hessian-free.md).
#include "docs/exercises/exercises.hpp"

#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"

using namespace surefoot;

namespace exercise {

Tensor gauss_newton_product(const std::function<Var(const Var&)>& residuals, const Tensor& x, const Tensor& v) {
    // The hole: this is the whole Hessian of ½ ‖r‖², with the curvature of the residuals in it.
    ad::Tape tape;
    const Var at = tape.variable(x);
    return ad::hvp(static_cast<Real>(0.5) * sum(square(residuals(at))), at, v);
}

}  // namespace exercise
