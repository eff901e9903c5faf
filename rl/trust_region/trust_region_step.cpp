#include "rl/trust_region/trust_region_step.hpp"

#include "rl/trust_region/natural_step.hpp"

namespace surefoot::rl {

// #region trust_region_step
TrustRegionStep trust_region_step(const ad::Tensor& theta, ad::FunctionRef<ad::Tensor(const ad::Tensor&)> F,
                                  const ad::Tensor& gradient, ad::FunctionRef<Trial(const ad::Tensor&)> measure,
                                  const TrustRegionConfig& config) {
    // The models propose the step of radius δ that gains most by the two of them
    const NaturalStep natural = natural_step(F, gradient, config.radius, config.cg);
    TrustRegionStep step{.reason = natural.reason, .theta = theta, .cg_residual = natural.cg_residual};
    if (!natural.reason.empty()) return step;

    // What they are models of decides
    const LineSearchResult found = line_search(theta, natural.step, measure, config.radius, config.line_search);
    step.theta = found.theta, step.trial = found.trial, step.backtracks = found.backtracks;
    if (!found.accepted) step.reason = "no step along the line improved the surrogate within the trust region";
    return step;
}
// #endregion trust_region_step

}  // namespace surefoot::rl
