#include "rl/rungs/ppo.hpp"

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "rl/experience/old_policy.hpp"

namespace surefoot::rl {

using ad::Real;
using ad::Tensor;
using ad::Var;

// #region ppo
PpoStats ppo(const Policy& policy, Tensor& theta, const Batch& batch, nn::Optimizer& adam, nn::Rng& rng,
             const PpoConfig& config) {
    const OldPolicy old(policy, theta, batch);
    const Tensor old_log_prob = old.log_prob();
    PpoStats stats{.entropy = old.mean_entropy()};
    const auto low = static_cast<Real>(1 - config.clip), high = static_cast<Real>(1 + config.clip);
    Tensor moved = theta;
    ad::Tape tape;
    nn::for_each_minibatch(batch.size(), config.minibatches, rng, [&](std::span<const int> rows) {
        if (!stats.applied) return;
        tape.rewind(0);
        const Var x = tape.variable(moved, "theta");
        const auto of = [rows](const Tensor& all) { return ad::gather_rows(all, rows); };

        const Distribution pi = policy(x, of(batch.observations));
        const Var ratio = exp(log_prob(pi, of(batch.actions)) - of(old_log_prob));
        const Var A = of(batch.advantages);
        const Tensor g = ad::grad(mean(minimum(ratio * A, clip(ratio, low, high) * A)), x);

        stats.applied = all_finite(g * g);  // Adam keeps g², which must not overflow either
        if (stats.applied) moved = adam.ascend(moved, g);
    });
    stats.applied = stats.applied && all_finite(moved);
    if (!stats.applied) return stats;

    const nn::Expectation clipped(batch.size(), [&](const Var& x, const nn::Shard& shard) {
        const Distribution pi = policy(x, shard.of(batch.observations));
        const Tensor ratio = exp(log_prob(pi, shard.of(batch.actions)) - old.log_prob(shard)).value();
        return 1 - Var(less_equal(ratio, Tensor::full(ratio.shape(), high)) *
                       greater_equal(ratio, Tensor::full(ratio.shape(), low)));
    });
    theta = moved;
    stats.kl = old.mean_kl(theta);
    stats.clipped = clipped.value(theta);
    return stats;
}
// #endregion ppo

}  // namespace surefoot::rl
