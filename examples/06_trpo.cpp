// 06  TRPO on CartPole: each step is as long as the trust region allows, and what the models propose is measured before it
// is applied. Chapters 11 to 14.
#include <fmt/format.h>

#include "rl/experience/critic.hpp"
#include "rl/rungs/trpo.hpp"

using namespace surefoot;

int main() {
    rl::VectorEnv envs("CartPole-v1", 4, 1);
    const rl::Box& observed = envs.spec().observation;
    const rl::NetworkPolicy policy(observed, envs.spec().action);
    rl::Critic critic(observed, {.gamma = 0.99, .lambda = 0.98}, 1);
    nn::Rng init(1, "policy");
    ad::Tensor theta = policy.layout().initial(init);
    const rl::TrpoConfig config{.max_kl = 0.01};

    fmt::print("The trust region: E[KL(old || new)] <= {}\n\n", config.max_kl);
    long steps = 0;
    double mean = 0;  // of the episodes that finished last
    for (int iteration = 1; iteration <= 40; ++iteration) {
        const rl::Rollout rollout = rl::collect(envs, policy, theta, {.steps = 1024});
        steps += rollout.size();

        const auto [batch, targets, explained_variance] = critic.judge(rollout);
        const rl::TrpoStats stats = rl::trpo(policy, theta, batch, config);
        critic.learn(rollout.observations, targets);

        if (!rollout.episodes.empty()) mean = rl::summarize(rollout.episodes).return_mean;
        if (iteration % 4 == 0 || iteration == 1)
            fmt::print(
                "iteration {:2}  steps {:6}  return {:6.1f}  {}  KL {:.5f}  gain {:.4f}  shrunk {}x  CG residual "
                "{:.0e}\n",
                iteration, steps, mean, stats.accepted ? "accepted" : "refused ", stats.kl, stats.surrogate_gain,
                stats.backtracks, stats.cg_residual);
    }
}
