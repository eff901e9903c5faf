#include "rl/rungs/vpg.hpp"

namespace surefoot::rl {

// #region vpg
VpgStats vpg(const Policy& policy, ad::Tensor& theta, const Rollout& rollout, Critic& critic,
             nn::Optimizer& optimizer) {
    // Ψ_t = Â_t = δ_t + γλ δ_{t+1} + …: what the action was better than what the state was worth anyway
    const auto [batch, targets, explained_variance] = critic.judge(rollout);

    const PolicyGradientStats stats = ascend(policy, theta, batch, optimizer);
    critic.learn(rollout.observations, targets);
    return {stats, explained_variance};
}
// #endregion vpg

}  // namespace surefoot::rl
