#include "rl/trust_region/conjugate_gradient.hpp"

#include <cmath>

#include "nn/parallel/vectors.hpp"

namespace surefoot::rl {

using ad::Real;
using ad::Tensor;

// #region conjugate_gradient
Solution conjugate_gradient(ad::FunctionRef<Tensor(const Tensor&)> F, const Tensor& b,
                            const ConjugateGradientConfig& config) {
    Tensor x = Tensor::zeros(b.shape()), r = b, p = b;
    double rr = nn::dot(r, r);
    const double small_enough = config.tolerance * config.tolerance * rr;
    int i = 0;
    while (i < config.iterations && rr > small_enough) {
        const Tensor Fp = F(p);
        ++i;
        const double pFp = nn::dot(p, Fp);
        if (!(pFp > 0) || !std::isfinite(pFp)) break;
        const auto alpha = static_cast<Real>(rr / pFp);  // to the minimum along p
        x = nn::combine(1, x, alpha, p);
        r = nn::combine(1, r, -alpha, Fp);
        const double rr_next = nn::dot(r, r);
        p = nn::combine(1, r, static_cast<Real>(rr_next / rr), p);  // conjugate to all directions before: pᵢᵀ F pⱼ = 0
        rr = rr_next;
    }
    return {x, r, i};
}
// #endregion conjugate_gradient

}  // namespace surefoot::rl
