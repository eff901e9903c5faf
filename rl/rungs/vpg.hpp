// VPG, the vanilla policy gradient: the second rung. The return is replaced by an advantage that a fitted value function
// helps to estimate, with far less variance.   docs/09
#pragma once

#include <string>

#include "rl/experience/critic.hpp"
#include "rl/experience/policy_gradient.hpp"
#include "rl/rungs/actor_critic.hpp"

namespace surefoot::rl {

struct VpgConfig {
    std::string optimizer = "adam";  // one of nn::optimizers()
    double learning_rate = 5e-3;
};

struct VpgStats {
    PolicyGradientStats step;
    double explained_variance;  // of the returns by the critic, before it learnt from them
};

// One step up E[ ∇ log π_θ(a|s) Â ], with Â = GAE(γ, λ) as the critic judges a rollout, whose episodes may be cut. Then the
// critic learns from the rollout.
VpgStats vpg(const Policy& policy, ad::Tensor& theta, const Rollout& rollout, Critic& critic, nn::Optimizer& optimizer);

struct VpgSettings : Settings<VpgSettings> {
    VpgConfig vpg = {};
    ActorCriticSettings actor_critic = {};

    std::vector<Setting> list() override;
    std::unique_ptr<Learner> make(const Problem& problem) const override;
};

}  // namespace surefoot::rl
