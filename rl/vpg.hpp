// VPG, the vanilla policy gradient: the second rung. The return is replaced by an advantage that a fitted value function
// helps to estimate, with far less variance.   docs/09
#pragma once

#include "nn/optimizer.hpp"
#include "rl/batch.hpp"

namespace rl {

struct VpgConfig {
    double learning_rate = 5e-3;  // of Adam
};

struct VpgStats {
    double kl;       // E[KL(π_old ‖ π_new)]: how far the step went, in nats
    double entropy;  // of π_old, in nats
    double gradient_norm;
    bool applied;  // false when the gradient was not finite; θ is then as it was
};

// One step of gradient ascent. The batch's advantages are GAE(γ, λ).
VpgStats vpg(const Policy& policy, ad::Tensor& theta, const Batch& batch, nn::Adam& adam);

}  // namespace rl
