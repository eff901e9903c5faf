#include "rl/experience/entropy_bonus.hpp"

#include "autodiff/arithmetic.hpp"
#include "nn/parallel/shard.hpp"

namespace surefoot::rl {

using ad::Tensor;

// #region bonus
Batch with_entropy_bonus(const Batch& batch, const Policy& policy, const Tensor& theta, double beta) {
    check(batch);
    nn::ByShard<Tensor> advantages(batch.size());
    nn::for_each_shard(batch.size(), [&](const nn::Shard& shard) {
        const Distribution pi = policy(theta.borrowed(), shard.of(batch.observations));
        const Tensor familiarity = log_prob(pi, shard.of(batch.actions)).value() + entropy(pi).value();
        advantages[shard] = shard.of(batch.advantages) - static_cast<ad::Real>(beta) * familiarity;
    });
    const ad::pool::vector<Tensor> parts(advantages.begin(), advantages.end());
    return {batch.observations, batch.actions, ad::concatenate(parts, 0)};
}
// #endregion bonus

}  // namespace surefoot::rl
