#include "rl/policy_gradient.hpp"

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"

namespace rl {

using ad::Tensor;
using ad::Var;

// #region policy_gradient
Tensor policy_gradient(const Policy& policy, const Tensor& theta, const Batch& batch) {
    const nn::Expectation weighted_log_prob(batch.size(), [&](const Var& x, const nn::Shard& shard) {
        const Distribution pi = policy(x, shard.of(batch.observations));
        return log_prob(pi, shard.of(batch.actions)) * shard.of(batch.advantages);
    });
    return weighted_log_prob.grad(theta);
}

PolicyGradientStats ascend(const Policy& policy, Tensor& theta, const Batch& batch, nn::Optimizer& optimizer) {
    const OldPolicy old(policy, theta, batch);
    const Tensor g = policy_gradient(policy, theta, batch);
    const bool finite = all_finite(g * g);  // Adam keeps g², which must not overflow either
    if (finite) theta = optimizer.ascend(theta, g);
    return {.kl = old.mean_kl(theta), .entropy = old.mean_entropy(), .gradient_norm = norm(g), .applied = finite};
}
// #endregion policy_gradient

}  // namespace rl
