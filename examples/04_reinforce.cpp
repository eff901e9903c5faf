// 04  REINFORCE on CartPole, with nothing hidden: collect episodes, take their rewards-to-go, make what was followed by a
// high return more probable. Chapter 8.
#include <fmt/format.h>

#include "rl/rungs/reinforce.hpp"

using namespace surefoot;

int main() {
    rl::VectorEnv envs("CartPole-v1", 4, 1);
    const rl::NetworkPolicy policy(envs.spec().observation, envs.spec().action);
    nn::Rng init(1, "policy");
    ad::Tensor theta = policy.layout().initial(init);
    nn::Adam adam({.learning_rate = 5e-3});
    rl::Baseline baseline("constant", envs.spec().observation, {}, 1);  // the mean return of the batch before

    fmt::print("A policy with {} parameters. One update from about 1000 steps of whole episodes each.\n\n",
               theta.size());
    long steps = 0;
    for (int iteration = 1; iteration <= 60; ++iteration) {
        const rl::Rollout rollout = rl::collect(envs, policy, theta, {.steps = 1000, .whole_episodes = true});
        steps += rollout.size();

        const rl::PolicyGradientStats stats = rl::reinforce(policy, theta, rollout, baseline, adam, 0.99);

        const double mean = rl::summarize(rollout.episodes).return_mean;
        if (iteration % 5 == 0 || iteration == 1)
            fmt::print(
                "iteration {:2}  steps {:6}  mean return {:6.1f}  entropy {:.3f}  the step moved the policy by KL "
                "{:.4f}\n",
                iteration, steps, mean, stats.entropy, stats.kl);
    }
    fmt::print(
        "\nWatch the last column: nothing bounds how far a step of Adam moves the policy. That is TRPO's subject.\n");
}
