#include "rl/experience/entropy_bonus.hpp"

#include "autodiff/arithmetic.hpp"
#include "nn/parallel/shard.hpp"

namespace surefoot::rl {

using ad::Tensor;

// #region bonus
Batch with_entropy_bonus(const Batch& batch, const Policy& policy, const Tensor& theta, double beta) {
    check(batch);
    const Tensor advantages = nn::for_each_sample(batch.size(), [&](const nn::Shard& shard) {
        const Distribution pi = policy(theta.borrowed(), shard.of(batch.observations));
        const Tensor familiarity = log_prob(pi, shard.of(batch.actions)).value() + entropy(pi).value();
        return shard.of(batch.advantages) - static_cast<ad::Real>(beta) * familiarity;
    });
    return {batch.observations, batch.actions, advantages};
}
// #endregion bonus

}  // namespace surefoot::rl
