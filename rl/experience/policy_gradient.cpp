#include "rl/experience/policy_gradient.hpp"

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "rl/experience/old_policy.hpp"

namespace surefoot::rl {

using ad::Tensor;
using ad::Var;

// #region policy_gradient
Tensor policy_gradient(const Policy& policy, const Tensor& theta, const Batch& batch) {
    check(batch);
    const nn::Expectation weighted_log_prob(batch.size(), [&](const Var& x, const nn::Shard& shard) {
        const Distribution pi = policy(x, shard.of(batch.observations));
        return log_prob(pi, shard.of(batch.actions)) * shard.of(batch.advantages);
    });
    return weighted_log_prob.grad(theta);
}

PolicyGradientStats ascend(const Policy& policy, Tensor& theta, const Batch& batch, nn::Optimizer& optimizer) {
    const OldPolicy old(policy, theta, batch);
    const Tensor g = policy_gradient(policy, theta, batch);
    PolicyGradientStats stats{.entropy = old.mean_entropy(), .gradient_norm = norm(g)};
    if (!all_finite(g * g)) return stats;  // Adam keeps g², which must not overflow either
    const Tensor moved = optimizer.ascend(theta, g);
    if (!all_finite(moved)) return stats;
    theta = moved;
    stats.applied = true;
    stats.kl = old.mean_kl(theta);
    return stats;
}
// #endregion policy_gradient

}  // namespace surefoot::rl
