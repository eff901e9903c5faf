#include "rl/rungs/actor_critic.hpp"

#include <cmath>

#include "nn/storage/archive.hpp"
#include "rl/experience/entropy_bonus.hpp"

namespace surefoot::rl {

std::vector<Setting> settings_of(ValueFitConfig& value) {
    return {
        choice("value_fit", value.method, value_fit_methods(), "how the value function is fitted"),
        {"value_max_change", &value.max_change, above_zero, 100, "ε of its trust region"},
        {"value_epochs", &value.minibatches.epochs, 0, 1000, "passes over the batch that fit the value function"},
        {"value_minibatch", &value.minibatches.size, 1, 1e7, "samples of one of its steps"},
        {"value_learning_rate", &value.learning_rate, above_zero, 10, "of Adam on the value function"},
    };
}

std::vector<Setting> ActorCriticSettings::list() {
    std::vector<Setting> all{
        flag("normalize_returns", normalize_returns, "rewards are divided by the running deviation of returns"),
        {"lambda", &lambda, 0, 1, "λ of GAE"},
    };
    for (Setting& setting : settings_of(value)) all.push_back(std::move(setting));
    return all;
}

CriticConfig critic_config(const Problem& problem, double lambda, const ValueFitConfig& value) {
    return {.gamma = problem.gamma, .lambda = lambda, .network = problem.network, .fit = value};
}

ActorCritic::ActorCritic(const ActorCriticSettings& settings, const Problem& problem)
    : policy_(problem.policy),
      gamma_(problem.gamma),
      critic_(problem.spec.observation, critic_config(problem, settings.lambda, settings.value), problem.seed) {
    if (settings.normalize_returns) returns_.emplace(1);
}

Report ActorCritic::update(ad::Tensor& theta, Rollout& rollout, const Turn& turn) {
    if (returns_) scale_rewards(rollout);
    return learn(theta, rollout, turn);
}

std::vector<Setting> BatchLearnerSettings::list() {
    std::vector<Setting> all = ActorCriticSettings::list();
    all.push_back(
        {"entropy_bonus", &entropy_bonus, 0, 10, "added to an action's advantage for each nat that it surprises"});
    return all;
}

BatchLearner::BatchLearner(const BatchLearnerSettings& settings, const Problem& problem)
    : ActorCritic(settings, problem), entropy_bonus_(settings.entropy_bonus) {}

// #region batch_learner
Report BatchLearner::learn(ad::Tensor& theta, const Rollout& rollout, const Turn& turn) {
    auto [batch, targets, explained_variance] = critic().judge(rollout);
    if (entropy_bonus_ > 0) batch = with_entropy_bonus(batch, policy(), theta, entropy_bonus_);
    Report report = step(theta, rollout, batch, turn);
    critic().learn(rollout.observations, targets);
    report.explained_variance = explained_variance;
    return report;
}
// #endregion batch_learner

// Divides the rewards by the deviation of the discounted returns so far, so that no task's scale of rewards is the critic's
// concern. The sums begin anew with each segment.
void ActorCritic::scale_rewards(Rollout& rollout) {
    ad::Tensor sums = ad::Tensor::uninitialized({rollout.size(), 1});
    auto out = sums.write();
    for (const Segment& segment : rollout.segments) {
        double sum = 0;
        for (int i = segment.begin; i < segment.end; ++i) {
            const auto k = static_cast<std::size_t>(i);
            sum = gamma_ * sum + rollout.rewards[k];
            out[k] = static_cast<ad::Real>(sum);
        }
    }
    returns_->see(sums);
    const double deviation = std::sqrt(returns_->variance()[0] + 1e-8);
    for (double& reward : rollout.rewards) reward /= deviation;
}

void ActorCritic::archive(nn::Archive& archive) {
    if (returns_) returns_->archive(archive, "returns");
    critic_.archive(archive);
}

void ActorCritic::start_from(const nn::SafeTensors& checkpoint) {
    if (checkpoint.arrays.contains("returns.count") != returns_.has_value()) return;
    if (!critic_.start_from(checkpoint) || !returns_) return;
    auto restoring = nn::Archive::restoring(checkpoint);
    returns_->archive(restoring, "returns");
}

}  // namespace surefoot::rl
