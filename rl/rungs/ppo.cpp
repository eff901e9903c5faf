#include "rl/rungs/ppo.hpp"

#include <array>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "nn/storage/archive.hpp"
#include "rl/experience/old_policy.hpp"

namespace surefoot::rl {

using ad::Real;
using ad::Tensor;
using ad::Var;

// #region ppo
PpoStats ppo(const Policy& policy, Tensor& theta, const Batch& batch, nn::Optimizer& adam, nn::Rng& rng,
             const PpoConfig& config) {
    const OldPolicy old(policy, theta, batch);
    const Tensor old_log_prob = old.log_prob();
    PpoStats stats{.entropy = old.mean_entropy()};
    const auto low = static_cast<Real>(1 - config.clip), high = static_cast<Real>(1 + config.clip);
    const auto moved = nn::descend_on_minibatches(
        theta, batch.size(), config.minibatches, adam, rng, [&](const Var& x, std::span<const int> rows) {
            const auto of = [rows](const Tensor& all) { return ad::gather_rows(all, rows); };
            const Distribution pi = policy(x, of(batch.observations));
            const Var ratio = exp(log_prob(pi, of(batch.actions)) - of(old_log_prob));
            const Var A = of(batch.advantages);
            return -minimum(ratio * A, clip(ratio, low, high) * A);
        });
    stats.applied = moved.has_value();
    if (!stats.applied) return stats;

    theta = *moved;
    const auto [mean_kl, clipped] =
        nn::means(batch.size(), theta, [&](const Var& x, const nn::Shard& shard) -> std::array<Var, 2> {
            const Distribution pi = policy(x, shard.of(batch.observations));
            const Tensor ratio = exp(log_prob(pi, shard.of(batch.actions)) - old.log_prob(shard)).value();
            const Var within = less_equal(ratio, Tensor::full(ratio.shape(), high)) *
                               greater_equal(ratio, Tensor::full(ratio.shape(), low));
            return {kl(old(shard), pi), 1 - within};
        });
    stats.kl = mean_kl, stats.clipped = clipped;
    return stats;
}
// #endregion ppo

namespace {

class Ppo : public BatchLearner {
  public:
    Ppo(const PpoSettings& settings, const Problem& problem)
        : BatchLearner(settings.actor_critic, problem),
          config_(settings.ppo),
          adam_({.learning_rate = settings.ppo.learning_rate}),
          rng_(problem.seed, "minibatches") {}

    void archive(nn::Archive& archive) override {
        BatchLearner::archive(archive);
        adam_.archive(archive, "policy.optimizer", policy().layout().size());
        archive("minibatches.random_position", rng_);
    }

  private:
    Report step(Tensor& theta, const Rollout&, const Batch& batch, const Turn&) override {
        const PpoStats stats = ppo(policy(), theta, batch, adam_, rng_, config_);
        return {.kl = stats.kl,
                .entropy = stats.entropy,
                .clipped = stats.clipped,
                .applied = stats.applied,
                .reason = stats.applied ? "" : not_finite};
    }

    PpoConfig config_;
    nn::Adam adam_;
    nn::Rng rng_;
};

}  // namespace

std::vector<Setting> PpoSettings::list() {
    std::vector<Setting> all{
        {"learning_rate", &ppo.learning_rate, above_zero, 10, "of Adam on the policy"},
        {"clip", &ppo.clip, above_zero, 1, "ε: how far a ratio may move before it stops counting"},
        {"epochs", &ppo.minibatches.epochs, 1, 1000, "passes over the batch"},
        {"minibatch", &ppo.minibatches.size, 1, 1e7, "samples of one step of Adam"},
    };
    for (Setting& setting : actor_critic.list()) all.push_back(std::move(setting));
    return all;
}

std::unique_ptr<Learner> PpoSettings::make(const Problem& problem) const {
    return std::make_unique<Ppo>(*this, problem);
}

}  // namespace surefoot::rl
