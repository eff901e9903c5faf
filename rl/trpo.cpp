#include "rl/trpo.hpp"

#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "rl/fisher.hpp"

namespace rl {

using ad::Tensor;
using ad::Var;

// #region trpo
TrpoStats trpo(const Policy& policy, Tensor& theta, const Batch& batch, const TrpoConfig& config) {
    // π_old on the batch, in one pass: with kept activations for F, and as what the ratio and the KL compare with
    const Fisher F(policy, theta, batch.observations, config.cg_damping);
    const OldPolicy old(policy, theta, batch, F);
    TrpoStats stats{.entropy = old.mean_entropy()};
    const auto rejected = [&](const char* reason) {
        stats.reason = reason;
        return stats;
    };

    // L(θ) − L(θ_old) = E[ (π_θ(a|s) / π_old(a|s) − 1) · Â ]: the surrogate, counted from where it starts
    const auto gain = [&](const Distribution& pi, const nn::Shard& shard) {
        const Var ratio = exp(log_prob(pi, shard.of(batch.actions)) - old.log_prob(shard));
        return (ratio - 1) * shard.of(batch.advantages);
    };
    const nn::Expectation surrogate(batch.size(), [&](const Var& x, const nn::Shard& shard) {
        return gain(policy(x, shard.of(batch.observations)), shard);
    });

    // Its linear model: g = ∇L(θ_old). Only the direction of g decides the step, so g is taken at size 1, where no scale
    // of the rewards can overflow.
    const Tensor gradient = surrogate.grad(theta);
    if (!all_finite(gradient)) return rejected("the gradient is not finite");
    if (max_norm(gradient) == 0) return rejected("the gradient is zero");
    const Tensor g = (Var(gradient) / max_norm(gradient)).value();

    // The quadratic model of the KL, ½ sᵀ F s, and the direction F⁻¹ g in which the two together gain most
    const auto [s, r, iterations] = conjugate_gradient(F, g, config.cg);
    stats.cg_residual = norm(r) / norm(g);

    // As far as the quadratic model allows: ½ (βs)ᵀ F (βs) = δ
    const double sFs = dot(s, g - r);  // F s = g − r, so this takes no further product
    if (!(sFs > 0) || !std::isfinite(sFs)) return rejected("the curvature along the step is not positive");
    const double beta = std::sqrt(2 * config.max_kl / sFs);

    // The models proposed; what is true decides: the surrogate and the KL, from one pass over the batch
    const auto measure = [&](const Tensor& trial) {
        const auto [surrogate_gain, mean_kl] =
            nn::means(batch.size(), trial, [&](const Var& x, const nn::Shard& shard) -> std::array<Var, 2> {
                const Distribution pi = policy(x, shard.of(batch.observations));
                return {gain(pi, shard), kl(old(shard), pi)};
            });
        return Trial{.gain = surrogate_gain, .kl = mean_kl};
    };
    const LineSearchResult found =
        line_search(theta, static_cast<ad::Real>(beta) * s, measure, config.max_kl, config.line_search);
    stats.backtracks = found.backtracks;
    if (!found.accepted) return rejected("no step along the line improved the surrogate within the trust region");

    theta = found.theta;
    stats.accepted = true;
    stats.kl = found.trial.kl;
    stats.surrogate_gain = found.trial.gain;
    return stats;
}
// #endregion trpo

}  // namespace rl
