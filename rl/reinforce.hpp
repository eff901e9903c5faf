// REINFORCE (Williams 1992): the first rung. Make what was followed by a high return more probable.   docs/08
#pragma once

#include "nn/optimizer.hpp"
#include "rl/batch.hpp"

namespace rl {

struct ReinforceConfig {
    double learning_rate = 5e-3;  // of Adam
};

struct ReinforceStats {
    double kl;       // E[KL(π_old ‖ π_new)]: how far the step went, in nats
    double entropy;  // of π_old, in nats
    double gradient_norm;
    bool applied;  // false when the gradient was not finite; θ is then as it was
};

// One step of gradient ascent on E[G]. The batch's advantages are the rewards-to-go G of whole episodes.
ReinforceStats reinforce(const Policy& policy, ad::Tensor& theta, const Batch& batch, nn::Adam& adam);

}  // namespace rl
