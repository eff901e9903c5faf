// ActorCritic: what the rungs above REINFORCE share around their step: rewards on one scale, a critic that judges the rollout
// and then learns from it.   docs/09 §4, docs/20 §3
#pragma once

#include <optional>

#include "nn/layers/normalizer.hpp"
#include "rl/experience/critic.hpp"
#include "rl/rungs/rung.hpp"

namespace surefoot::rl {

struct ActorCriticSettings {
    bool normalize_returns = false;  // rewards are divided by the running deviation of returns
    double lambda = 0.98;            // λ of GAE
    ValueFitConfig value = {};

    std::vector<Setting> list();
};
std::vector<Setting> settings_of(ValueFitConfig& value);  // of a critic, or of a baseline that is learned
// A critic's configuration for a problem.
CriticConfig critic_config(const Problem& problem, double lambda, const ValueFitConfig& value);

class ActorCritic : public Learner {
  public:
    ActorCritic(const ActorCriticSettings& settings, const Problem& problem);
    Report update(ad::Tensor& theta, Rollout& rollout, const Turn& turn) final;
    void archive(nn::Archive& archive) override;
    // The value function with the scale of its rewards; neither where just one of the two runs has such a scale.
    void start_from(const nn::SafeTensors& checkpoint) override;

  protected:
    // With the rewards on their scale: let the policy and the critic learn from the rollout.
    virtual Report learn(ad::Tensor& theta, const Rollout& rollout, const Turn& turn) = 0;

    const Policy& policy() const { return policy_; }
    Critic& critic() { return critic_; }

  private:
    void scale_rewards(Rollout& rollout);

    const Policy& policy_;
    double gamma_;
    std::optional<nn::Normalizer> returns_;
    Critic critic_;
};

struct BatchLearnerSettings : ActorCriticSettings {
    double entropy_bonus = 0;  // β of with_entropy_bonus

    std::vector<Setting> list();
};

// The critic judges, the policy steps on the batch, the critic learns: what NPG, TRPO and PPO have in common.
class BatchLearner : public ActorCritic {
  public:
    BatchLearner(const BatchLearnerSettings& settings, const Problem& problem);

  protected:
    Report learn(ad::Tensor& theta, const Rollout& rollout, const Turn& turn) override;
    virtual Report step(ad::Tensor& theta, const Rollout& rollout, const Batch& batch, const Turn& turn) = 0;

  private:
    double entropy_bonus_;
};

}  // namespace surefoot::rl
