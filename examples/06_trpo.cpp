// 06  TRPO on CartPole: each step is as long as the trust region allows, and what the models propose is measured before it
// is applied. Chapters 10 and 11.
#include <fmt/format.h>

#include "rl/advantage.hpp"
#include "rl/trpo.hpp"
#include "rl/value_function.hpp"

int main() {
    rl::VectorEnv envs("CartPole-v1", 4, 1);
    const rl::Box& observed = envs.spec().observation;
    const rl::Policy policy(observed, envs.spec().action);
    const rl::ValueFunction V(observed, {64, 64});
    nn::Rng init(1, "policy"), value_init(1, "value function"), actions(1, "actions"), shuffle(1, "value fit");
    ad::Tensor theta = policy.layout().initial(init), phi = V.layout().initial(value_init);
    nn::Adam value_adam({.learning_rate = 2e-3});
    const rl::TrpoConfig config{.max_kl = 0.01};

    fmt::print("The trust region: E[KL(old || new)] <= {}\n\n", config.max_kl);
    long steps = 0;
    double mean = 0;  // of the episodes that finished last
    for (int iteration = 1; iteration <= 40; ++iteration) {
        const rl::Rollout rollout = rl::collect(envs, policy, theta, actions, {.steps = 1024});
        steps += rollout.size();
        const auto values = rl::evaluate(V, phi, rollout.observations);
        const auto final_values = rl::evaluate(V, phi, rollout.final_observations);
        const auto A = rl::gae(rollout, values, final_values, 0.99, 0.98);
        const auto targets = rl::lambda_returns(A, values);

        const rl::TrpoStats stats = rl::trpo(policy, theta, rl::make_batch(rollout, rl::standardized(A)), config);
        phi = rl::fit(V, phi, rollout.observations, targets, value_adam, shuffle, {});

        if (!rollout.episodes.empty()) mean = rl::summarize(rollout.episodes).return_mean;
        if (iteration % 4 == 0 || iteration == 1)
            fmt::print(
                "iteration {:2}  steps {:6}  return {:6.1f}  {}  KL {:.5f}  gain {:.4f}  shrunk {}x  CG residual "
                "{:.0e}\n",
                iteration, steps, mean, stats.accepted ? "accepted" : "refused ", stats.kl, stats.surrogate_gain,
                stats.backtracks, stats.cg_residual);
    }
}
