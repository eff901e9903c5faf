#include "rl/rungs/trpo.hpp"

#include "autodiff/ops/elementwise.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/trust_region/fisher.hpp"
#include "rl/trust_region/natural_step.hpp"

namespace surefoot::rl {

using ad::Tensor;
using ad::Var;

// #region old_policy
TrpoStats trpo(const Policy& policy, Tensor& theta, const Batch& batch, const TrpoConfig& config) {
    // π_old on the batch: with kept activations for F, and as what the ratio and the KL compare with. One pass does both
    // when F takes every sample.
    const Fisher F(policy, theta, every(config.fvp_every, batch.observations), config.cg_damping);
    const auto pi = [&F](const nn::Shard& shard) { return constant(F.pi(shard)); };
    const OldPolicy old = config.fvp_every == 1 ? OldPolicy(policy, theta, batch, pi) : OldPolicy(policy, theta, batch);
    TrpoStats stats{.entropy = old.mean_entropy()};
    // #endregion old_policy

    // #region surrogate
    // L(θ) − L(θ_old) = E[ (π_θ(a|s) / π_old(a|s) − 1) · Â ]: the surrogate, counted from where it starts
    const auto gain = [&](const Distribution& pi, const nn::Shard& shard) {
        const Var ratio = exp(log_prob(pi, shard.of(batch.actions)) - old.log_prob(shard));
        return (ratio - 1) * shard.of(batch.advantages);
    };
    const nn::Expectation surrogate(batch.size(), [&](const Var& x, const nn::Shard& shard) {
        return gain(policy(x, shard.of(batch.observations)), shard);
    });
    // #endregion surrogate

    // #region propose
    // Its linear model g = ∇L(θ_old), the quadratic model of the KL, and the step of radius δ that gains most by the two
    const NaturalStep natural = natural_step(F, surrogate.grad(theta), config.max_kl, config.cg);
    stats.cg_residual = natural.cg_residual, stats.reason = natural.reason;
    if (!natural.reason.empty()) return stats;
    // #endregion propose

    // #region measure
    // The models proposed; the surrogate and the KL themselves decide, on this batch, from one pass over it
    const auto measure = [&](const Tensor& trial) {
        const auto [surrogate_gain, mean_kl] =
            nn::means(batch.size(), trial, [&](const Var& x, const nn::Shard& shard) -> std::array<Var, 2> {
                const Distribution pi = policy(x, shard.of(batch.observations));
                return {gain(pi, shard), kl(old(shard), pi)};
            });
        return Trial{.gain = surrogate_gain, .kl = mean_kl};
    };
    const LineSearchResult found = line_search(theta, natural.step, measure, config.max_kl, config.line_search);
    stats.backtracks = found.backtracks;
    if (!found.accepted) {
        stats.reason = "no step along the line improved the surrogate within the trust region";
        return stats;
    }
    // #endregion measure

    // #region accept
    theta = found.theta;
    stats.accepted = true;
    stats.kl = found.trial.kl;
    stats.surrogate_gain = found.trial.gain;
    return stats;
}
// #endregion accept

}  // namespace surefoot::rl
