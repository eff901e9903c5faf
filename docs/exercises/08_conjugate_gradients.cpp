// 08  Conjugate gradients. Chapter 12 (docs/12-conjugate-gradients.md).
#include "docs/exercises/exercises.hpp"

#include "autodiff/arithmetic.hpp"

namespace exercise {

Tensor conjugate_gradient(const std::function<Tensor(const Tensor&)>& F, const Tensor& b, int iterations) {
    // The hole: this is steepest descent, whose next direction is the residual itself. It forgets where it has been.
    Tensor x = Tensor::zeros(b.shape()), r = b;
    for (int i = 0; i < iterations && dot(r, r) > 0; ++i) {
        const Tensor p = r, Fp = F(p);
        const auto alpha = static_cast<Real>(dot(r, r) / dot(p, Fp));
        x = x + alpha * p;
        r = r - alpha * Fp;
    }
    return x;
}

}  // namespace exercise
