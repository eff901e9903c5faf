#include "rl/rungs/vpg.hpp"

#include "nn/storage/archive.hpp"

namespace surefoot::rl {

// #region vpg
VpgStats vpg(const Policy& policy, ad::Tensor& theta, const Rollout& rollout, Critic& critic,
             nn::Optimizer& optimizer) {
    // Ψ_t = Â_t = δ_t + γλ δ_{t+1} + …: what the action was better than what the state was worth anyway
    const auto [batch, targets, explained_variance] = critic.judge(rollout);

    const PolicyGradientStats stats = ascend(policy, theta, batch, optimizer);
    critic.learn(rollout.observations, targets);
    return {stats, explained_variance};
}
// #endregion vpg

namespace {

class Vpg : public ActorCritic {
  public:
    Vpg(const VpgSettings& settings, const Problem& problem)
        : ActorCritic(settings.actor_critic, problem),
          optimizer_(nn::make_optimizer(settings.vpg.optimizer, settings.vpg.learning_rate)) {}

    void archive(nn::Archive& archive) override {
        ActorCritic::archive(archive);
        optimizer_->archive(archive, "policy.optimizer", policy().layout().size());
    }

  private:
    Report learn(ad::Tensor& theta, const Rollout& rollout, const Turn&) override {
        const VpgStats stats = vpg(policy(), theta, rollout, critic(), *optimizer_);
        Report told = report(stats.step);
        told.explained_variance = stats.explained_variance;
        return told;
    }

    std::unique_ptr<nn::Optimizer> optimizer_;
};

}  // namespace

std::vector<Setting> VpgSettings::list() {
    std::vector<Setting> all{
        {"learning_rate", &vpg.learning_rate, above_zero, 1e3, "of the policy's optimizer"},
        choice("optimizer", vpg.optimizer, nn::optimizers(), "of the policy"),
    };
    for (Setting& setting : actor_critic.list()) all.push_back(std::move(setting));
    return all;
}

std::unique_ptr<Learner> VpgSettings::make(const Problem& problem) const {
    return std::make_unique<Vpg>(*this, problem);
}

}  // namespace surefoot::rl
