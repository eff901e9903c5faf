// PPO with a clipped ratio (Schulman et al. 2017, arXiv:1707.06347, eq. 7): the last rung. It keeps TRPO's ratio and drops
// its second-order machinery: Adam on minibatches, and a surrogate that stops rewarding a sample once its ratio has moved
// far enough.   docs/16
//
//     maximise  E[ min( ρ Â, clip(ρ, 1 − ε, 1 + ε) Â ) ],    ρ = π_θ(a|s) / π_old(a|s)
#pragma once

#include "nn/training/minibatch.hpp"
#include "nn/training/optimizer.hpp"
#include "rl/experience/batch.hpp"
#include "rl/rungs/actor_critic.hpp"

namespace surefoot::rl {

struct PpoConfig {
    double clip = 0.2;  // ε
    nn::MinibatchConfig minibatches = {.epochs = 10, .size = 64};
    double learning_rate = 1e-3;  // of Adam
};

struct PpoStats {
    // false when a gradient or a step was not finite; θ is then as it was, bit for bit, and Adam keeps the moments of the steps before
    bool applied = true;
    double kl = 0;       // E[KL(π_old ‖ π_θ)] of all steps together, in nats: nothing bounds it
    double clipped = 0;  // share of the samples whose ratio ended outside [1 − ε, 1 + ε]
    double entropy = 0;  // of π_old, in nats
};

// Several epochs of Adam on one batch. The batch's advantages are Â.
PpoStats ppo(const Policy& policy, ad::Tensor& theta, const Batch& batch, nn::Optimizer& adam, nn::Rng& rng,
             const PpoConfig& config);

struct PpoSettings : Settings<PpoSettings> {
    PpoConfig ppo = {};
    BatchLearnerSettings actor_critic = {};

    std::vector<Setting> list() override;
    std::unique_ptr<Learner> make(const Problem& problem) const override;
};

}  // namespace surefoot::rl
