// The policy gradient, and a step along it: what REINFORCE and VPG share.   docs/08 §2
#pragma once

#include "nn/training/optimizer.hpp"
#include "rl/experience/batch.hpp"

namespace surefoot::rl {

// g = E[ ∇ log π_θ(a|s) Ψ ], of the shape of θ. Ψ are the batch's advantages: a return, a return less a baseline, GAE, …
ad::Tensor policy_gradient(const Policy& policy, const ad::Tensor& theta, const Batch& batch);

struct PolicyGradientStats {
    double kl = 0;       // E[KL(π_old ‖ π_new)]: how far the step went, in nats
    double entropy = 0;  // of π_old, in nats
    double gradient_norm = 0;
    bool applied = false;  // false when the gradient or the step was not finite; θ is then as it was
};

// One step of the optimiser up the policy gradient. Nothing bounds how far it moves the policy.
PolicyGradientStats ascend(const Policy& policy, ad::Tensor& theta, const Batch& batch, nn::Optimizer& optimizer);

}  // namespace surefoot::rl
