#include "rl/rungs/reinforce.hpp"

#include "nn/storage/archive.hpp"
#include "rl/experience/advantage.hpp"
#include "rl/rungs/actor_critic.hpp"

namespace surefoot::rl {

using ad::Tensor;

// #region reinforce
PolicyGradientStats reinforce(const Policy& policy, Tensor& theta, const Rollout& rollout, Baseline& b,
                              nn::Optimizer& optimizer, double gamma) {
    // Ψ_t = G_t − b(s_t): only what came after an action can be its merit
    const auto G = rewards_to_go(rollout, gamma);
    const Batch batch = make_batch(rollout, difference(G, b(rollout.observations)));

    const Tensor theta_old = theta;
    const PolicyGradientStats stats = ascend(policy, theta, batch, optimizer);
    b.fit(policy, theta_old, rollout, G);
    return stats;
}
// #endregion reinforce

namespace {

class Reinforce : public Learner {
  public:
    Reinforce(const ReinforceSettings& settings, const Problem& problem)
        : policy_(problem.policy),
          gamma_(problem.gamma),
          baseline_(settings.reinforce.baseline, problem.spec.observation,
                    critic_config(problem, CriticConfig().lambda, settings.value), problem.seed),
          optimizer_(nn::make_optimizer(settings.reinforce.optimizer, settings.reinforce.learning_rate)) {}

    CollectConfig collects(const CollectConfig& usual) const override {
        CollectConfig whole = usual;
        whole.whole_episodes = true;
        return whole;
    }
    Report update(Tensor& theta, Rollout& rollout, const Turn&) override {
        return report(reinforce(policy_, theta, rollout, baseline_, *optimizer_, gamma_));
    }
    void archive(nn::Archive& archive) override {
        optimizer_->archive(archive, "policy.optimizer", policy_.layout().size());
        baseline_.archive(archive);
    }
    void start_from(const nn::SafeTensors& checkpoint) override { baseline_.start_from(checkpoint); }

  private:
    const Policy& policy_;
    double gamma_;
    Baseline baseline_;
    std::unique_ptr<nn::Optimizer> optimizer_;
};

}  // namespace

std::vector<Setting> ReinforceSettings::list() {
    std::vector<Setting> all{
        {"learning_rate", &reinforce.learning_rate, above_zero, 1e3, "of the policy's optimizer"},
        choice("optimizer", reinforce.optimizer, nn::optimizers(), "of the policy"),
        choice("baseline", reinforce.baseline, baselines(), "what is subtracted from the returns"),
    };
    for (Setting& setting : settings_of(value)) all.push_back(std::move(setting));
    return all;
}

std::unique_ptr<Learner> ReinforceSettings::make(const Problem& problem) const {
    return std::make_unique<Reinforce>(*this, problem);
}

}  // namespace surefoot::rl
