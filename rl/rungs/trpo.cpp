#include "rl/rungs/trpo.hpp"

#include <stdexcept>

#include "autodiff/ops/elementwise.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/rungs/npg.hpp"
#include "rl/trust_region/fisher.hpp"
#include "rl/trust_region/trust_region_step.hpp"

namespace surefoot::rl {

using ad::Tensor;
using ad::Var;

// #region old_policy
TrpoStats trpo(const Policy& policy, Tensor& theta, const Batch& batch, const TrpoConfig& config) {
    // π_old on the batch: with kept activations for F, and as what the ratio and the KL compare with. One pass does both
    // when F takes every sample.
    const Fisher F(policy, theta, every(config.fvp_every, batch.observations), config.cg_damping);
    const auto pi = [&F](const nn::Shard& shard) { return constant(F.pi(shard)); };
    const OldPolicy old = config.fvp_every == 1 ? OldPolicy(policy, theta, batch, pi) : OldPolicy(policy, theta, batch);
    TrpoStats stats{.entropy = old.mean_entropy()};
    // #endregion old_policy

    // #region surrogate
    // L(θ) − L(θ_old) = E[ (π_θ(a|s) / π_old(a|s) − 1) · Â ]: the surrogate, counted from where it starts
    const auto gain = [&](const Distribution& pi, const nn::Shard& shard) {
        const Var ratio = exp(log_prob(pi, shard.of(batch.actions)) - old.log_prob(shard));
        return (ratio - 1) * shard.of(batch.advantages);
    };
    const nn::Expectation surrogate(batch.size(), [&](const Var& x, const nn::Shard& shard) {
        return gain(policy(x, shard.of(batch.observations)), shard);
    });
    // #endregion surrogate

    // #region measure
    // At a trial point the surrogate and the KL themselves, on this batch, from one pass over it
    const auto measure = [&](const Tensor& trial) {
        const auto [surrogate_gain, mean_kl] =
            nn::means(batch.size(), trial, [&](const Var& x, const nn::Shard& shard) -> std::array<Var, 2> {
                const Distribution pi = policy(x, shard.of(batch.observations));
                return {gain(pi, shard), kl(old(shard), pi)};
            });
        return Trial{.gain = surrogate_gain, .distance = mean_kl};
    };
    // #endregion measure

    // #region step
    // The models propose: g = ∇L(θ_old) for the surrogate, F for the KL. What is measured decides.
    const TrustRegionStep step =
        trust_region_step(theta, F, surrogate.grad(theta), measure, {config.max_kl, config.cg, config.line_search});
    stats.accepted = step.accepted(), stats.reason = step.reason;
    stats.backtracks = step.backtracks, stats.cg_residual = step.cg_residual;
    if (!stats.accepted) return stats;

    theta = step.theta;
    stats.kl = step.trial.distance;
    stats.surrogate_gain = step.trial.gain;
    return stats;
}
// #endregion step

Report report(const TrpoStats& stats, std::int64_t more_steps) {
    return {.kl = stats.kl,
            .entropy = stats.entropy,
            .surrogate_gain = stats.surrogate_gain,
            .backtracks = stats.backtracks,
            .cg_residual = stats.cg_residual,
            .applied = stats.accepted,
            .reason = stats.reason,
            .more_steps = more_steps};
}

namespace {

class Trpo : public BatchLearner {
  public:
    Trpo(const TrpoSettings& settings, const Problem& problem)
        : BatchLearner(settings.actor_critic, problem), settings_(settings), problem_(problem) {}

    CollectConfig collects(const CollectConfig& usual) const override {
        CollectConfig config = usual;
        config.snapshot_every = grows() ? 1 : 0;
        return config;
    }

  private:
    bool grows() const { return settings_.estimator == "vine"; }

    Report step(Tensor& theta, const Rollout& rollout, const Batch& batch, const Turn& turn) override {
        TrpoConfig config = settings_.trpo;
        if (settings_.anneal_max_kl) config.max_kl *= turn.left;
        if (!grows()) return report(trpo(policy(), theta, batch, config));
        const Vine vine = grow_vine(problem_.make_env, policy(), theta, rollout, critic(), settings_.vine,
                                    problem_.gamma, problem_.seed, static_cast<std::uint64_t>(turn.iteration));
        return report(trpo(policy(), theta, vine.batch, config), vine.steps);
    }

    TrpoSettings settings_;
    Problem problem_;
};

}  // namespace

std::vector<Setting> TrpoSettings::list() {
    std::vector<Setting> all = natural_gradient_settings(trpo, anneal_max_kl);
    all.insert(all.end(),
               {
                   {"backtrack_coeff", &trpo.line_search.backtrack_coeff, 0.01, 0.99, "by which a trial step shrinks"},
                   {"max_backtracks", &trpo.line_search.max_backtracks, 0, 1000, "trials after the first"},
                   choice("estimator", estimator, {"single_path", "vine"}, "of the surrogate"),
                   {"vine_states", &vine.states, 1, 1e6, "states that branches grow from, with estimator=vine"},
                   {"vine_actions", &vine.actions, 2, 1000, "branches a state, where actions are not discrete"},
                   {"vine_length", &vine.length, 1, 1e6, "steps of a branch"},
               });
    for (Setting& setting : actor_critic.list()) all.push_back(std::move(setting));
    return all;
}

std::unique_ptr<Learner> TrpoSettings::make(const Problem& problem) const {
    if (estimator == "vine" && actor_critic.entropy_bonus > 0)
        throw std::invalid_argument(
            "entropy_bonus: a vine's actions are not only the policy's own, which the bonus takes them for");
    return std::make_unique<Trpo>(*this, problem);
}

}  // namespace surefoot::rl
