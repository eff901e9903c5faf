#include "rl/vpg.hpp"

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"

namespace rl {

using ad::Tensor;
using ad::Var;

// #region vpg
VpgStats vpg(const Policy& policy, Tensor& theta, const Batch& batch, nn::Adam& adam) {
    const OldPolicy old(policy, theta, batch);

    // g = E[ ∇ log π_θ(a|s) Â ]
    const nn::Expectation score(batch.size(), [&](const Var& x, const nn::Shard& shard) {
        const Distribution pi = policy(x, shard.of(batch.observations));
        return log_prob(pi, shard.of(batch.actions)) * shard.of(batch.advantages);
    });
    const Tensor g = score.grad(theta);

    const bool finite = all_finite(g * g);  // Adam keeps g², which must not overflow either
    if (finite) theta = adam.ascend(theta, g);
    return {.kl = old.mean_kl(theta), .entropy = old.mean_entropy(), .gradient_norm = norm(g), .applied = finite};
}
// #endregion vpg

}  // namespace rl
