// 05  The vanilla policy gradient on CartPole: a value function V estimates what a state is worth, and an action is judged
// by its advantage over that, GAE(γ, λ). Chapter 9.
#include <fmt/format.h>

#include "rl/advantage.hpp"
#include "rl/value_function.hpp"
#include "rl/vpg.hpp"

int main() {
    rl::VectorEnv envs("CartPole-v1", 4, 1);
    const rl::Box& observed = envs.spec().observation;
    const rl::Policy policy(observed, envs.spec().action);
    const rl::ValueFunction V(observed, {64, 64});
    nn::Rng init(1, "policy"), value_init(1, "value function"), actions(1, "actions"), shuffle(1, "value fit");
    ad::Tensor theta = policy.layout().initial(init), phi = V.layout().initial(value_init);
    nn::Adam policy_adam({.learning_rate = 5e-3}), value_adam({.learning_rate = 2e-3});

    long steps = 0;
    double mean = 0;  // of the episodes that finished last
    for (int iteration = 1; iteration <= 60; ++iteration) {
        const rl::Rollout rollout = rl::collect(envs, policy, theta, actions, {.steps = 1024});
        steps += rollout.size();

        // Â = GAE(γ, λ): after a truncation the value of the last observation stands for what would have come.
        const auto values = rl::evaluate(V, phi, rollout.observations);
        const auto final_values = rl::evaluate(V, phi, rollout.final_observations);
        const auto A = rl::gae(rollout, values, final_values, 0.99, 0.98);
        const auto targets = rl::lambda_returns(A, values);

        const rl::VpgStats stats = rl::vpg(policy, theta, rl::make_batch(rollout, rl::standardized(A)), policy_adam);
        phi = rl::fit(V, phi, rollout.observations, targets, value_adam, shuffle, {});

        if (!rollout.episodes.empty()) mean = rl::summarize(rollout.episodes).return_mean;
        if (iteration % 5 == 0 || iteration == 1)
            fmt::print(
                "iteration {:2}  steps {:6}  mean return {:6.1f}  V explains {:7.1f} %  entropy {:.3f}  KL {:.4f}\n",
                iteration, steps, mean, 100 * rl::explained_variance(values, targets), stats.entropy, stats.kl);
    }
    fmt::print(
        "\nOnce every episode lasts to the clock, targets hardly differ and there is little left for V to explain.\n");
}
