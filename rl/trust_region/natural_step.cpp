#include "rl/trust_region/natural_step.hpp"

#include <cmath>

#include "autodiff/arithmetic.hpp"

namespace surefoot::rl {

using ad::Tensor;

// #region natural_step
NaturalStep natural_step(ad::FunctionRef<Tensor(const Tensor&)> F, const Tensor& gradient, double radius,
                         const ConjugateGradientConfig& config) {
    if (!all_finite(gradient)) return {.reason = "the gradient is not finite"};
    if (max_norm(gradient) == 0) return {.reason = "the gradient is zero"};
    // Only the direction of g decides the step, so g is taken at size 1, where no scale of the rewards can overflow.
    const Tensor g = gradient / static_cast<ad::Real>(max_norm(gradient));

    const auto [x, r, iterations] = conjugate_gradient(F, g, config);
    NaturalStep natural{.cg_residual = norm(r) / norm(g)};

    const double xFx = dot(x, g - r);  // F x = g − r, so this takes no further product
    if (!(xFx > 0) || !std::isfinite(xFx)) {
        natural.reason = "the curvature along the step is not positive";
        return natural;
    }
    natural.step = static_cast<ad::Real>(std::sqrt(2 * radius / xFx)) * x;
    return natural;
}
// #endregion natural_step

}  // namespace surefoot::rl
