#include "rl/rungs/reinforce.hpp"

#include "rl/experience/advantage.hpp"

namespace surefoot::rl {

using ad::Tensor;

// #region reinforce
PolicyGradientStats reinforce(const Policy& policy, Tensor& theta, const Rollout& rollout, Baseline& b,
                              nn::Optimizer& optimizer, double gamma) {
    // Ψ_t = G_t − b(s_t): only what came after an action can be its merit
    const auto G = rewards_to_go(rollout, gamma);
    const Batch batch = make_batch(rollout, difference(G, b(rollout.observations)));

    const Tensor theta_old = theta;
    const PolicyGradientStats stats = ascend(policy, theta, batch, optimizer);
    b.fit(policy, theta_old, rollout, G);
    return stats;
}
// #endregion reinforce

}  // namespace surefoot::rl
