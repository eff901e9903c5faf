#include "rl/reinforce.hpp"

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"

namespace rl {

using ad::Tensor;
using ad::Var;

// #region reinforce
ReinforceStats reinforce(const Policy& policy, Tensor& theta, const Batch& batch, nn::Adam& adam) {
    const OldPolicy old(policy, theta, batch);

    // The baseline b = E[G] leaves the expectation alone and takes out most of the variance.
    const Tensor b = mean(batch.advantages).value();

    // g = E[ ∇ log π_θ(a|s) (G − b) ]
    const nn::Expectation score(batch.size(), [&](const Var& x, const nn::Shard& shard) {
        const Distribution pi = policy(x, shard.of(batch.observations));
        return log_prob(pi, shard.of(batch.actions)) * (Var(shard.of(batch.advantages)) - b);
    });
    const Tensor g = score.grad(theta);

    const bool finite = all_finite(g * g);  // Adam keeps g², which must not overflow either
    if (finite) theta = adam.ascend(theta, g);
    return {.kl = old.mean_kl(theta), .entropy = old.mean_entropy(), .gradient_norm = norm(g), .applied = finite};
}
// #endregion reinforce

}  // namespace rl
