// 05  The vanilla policy gradient on CartPole: a value function V estimates what a state is worth, and an action is judged
// by its advantage over that, GAE(γ, λ). Chapter 9.
#include <fmt/format.h>

#include "rl/rungs/vpg.hpp"

using namespace surefoot;

int main() {
    rl::VectorEnv envs("CartPole-v1", 4, 1);
    const rl::Box& observed = envs.spec().observation;
    const rl::NetworkPolicy policy(observed, envs.spec().action);
    rl::Critic critic(observed, {.gamma = 0.99, .lambda = 0.98}, 1);
    nn::Rng init(1, "policy");
    ad::Tensor theta = policy.layout().initial(init);
    nn::Adam adam({.learning_rate = 5e-3});

    long steps = 0;
    double mean = 0;  // of the episodes that finished last
    for (int iteration = 1; iteration <= 60; ++iteration) {
        const rl::Rollout rollout = rl::collect(envs, policy, theta, {.steps = 1024});
        steps += rollout.size();

        const auto [step, explained_variance] = rl::vpg(policy, theta, rollout, critic, adam);

        if (!rollout.episodes.empty()) mean = rl::summarize(rollout.episodes).return_mean;
        if (iteration % 5 == 0 || iteration == 1)
            fmt::print(
                "iteration {:2}  steps {:6}  mean return {:6.1f}  V explains {:7.1f} %  entropy {:.3f}  KL {:.4f}\n",
                iteration, steps, mean, 100 * explained_variance, step.entropy, step.kl);
    }
    fmt::print(
        "\nOnce every episode lasts to the clock, targets hardly differ and there is little left for V to explain.\n");
}
