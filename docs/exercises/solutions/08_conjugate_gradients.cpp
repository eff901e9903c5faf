// Solution of exercise 08.
#include "docs/exercises/exercises.hpp"

#include "autodiff/arithmetic.hpp"

namespace exercise {

Tensor conjugate_gradient(const std::function<Tensor(const Tensor&)>& F, const Tensor& b, int iterations) {
    Tensor x = Tensor::zeros(b.shape()), r = b, p = b;
    double rr = dot(r, r);
    for (int i = 0; i < iterations && rr > 0; ++i) {
        const Tensor Fp = F(p);
        const auto alpha = static_cast<Real>(rr / dot(p, Fp));
        x = x + alpha * p;
        r = r - alpha * Fp;
        const double next = dot(r, r);
        p = r + static_cast<Real>(next / rr) * p;
        rr = next;
    }
    return x;
}

}  // namespace exercise
