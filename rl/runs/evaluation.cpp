#include "rl/runs/evaluation.hpp"

#include <algorithm>

#include "nn/storage/archive.hpp"
#include "rl/runs/checkpoint.hpp"

namespace surefoot::rl {
namespace {

// The policy of a checkpoint in an environment of its own.
class Agent {
  public:
    Agent(const TrainConfig& config, const nn::SafeTensors& checkpoint, std::uint64_t seed, bool deterministic)
        : env_((expect_checkpoint_of(config, checkpoint), make_env(config.env))),
          observations_(env_->spec().observation.size()),
          policy_(env_->spec().observation, env_->spec().action, {.hidden = config.hidden}, &observations_),
          env_rng_(seed, "environment"),
          rng_(seed, "evaluation"),
          deterministic_(deterministic) {
        auto archive = nn::Archive::restoring(checkpoint);
        archive(policy_.layout(), theta_);
        if (config.normalize_observations) observations_.archive(archive, "observations");
    }
    Agent(const Agent&) = delete;  // the policy refers to the normalizer

    void begin() { env_->reset(env_rng_); }

    Step act() {
        ad::Tensor observation = ad::Tensor::uninitialized({1, env_->spec().observation.size()});
        std::transform(env_->observation().begin(), env_->observation().end(), observation.write().begin(),
                       [](double v) { return static_cast<ad::Real>(v); });
        const Distribution pi = policy_(theta_, observation);
        expect_proper(pi);
        const ad::Tensor action = deterministic_ ? mode(pi) : sample(pi, rng_);
        action_.assign(action.values().begin(), action.values().end());
        return env_->step(action_);
    }
    const std::vector<double>& action() const { return action_; }  // the last

    const Env& env() const { return *env_; }

  private:
    std::unique_ptr<Env> env_;
    nn::Normalizer observations_;
    MlpPolicy policy_;
    ad::Tensor theta_;
    nn::Rng env_rng_, rng_;
    bool deterministic_;
    std::vector<double> action_;
};

}  // namespace

std::vector<Episode> evaluate(const TrainConfig& config, const nn::SafeTensors& checkpoint, int episodes,
                              std::uint64_t seed, bool deterministic) {
    Agent agent(config, checkpoint, seed, deterministic);
    std::vector<Episode> finished;
    while (static_cast<int>(finished.size()) < episodes) {
        Episode episode{0, 0};
        agent.begin();
        for (Step step{}; !step.terminated && !step.truncated;) {
            step = agent.act();
            episode.total_reward += step.reward;
            ++episode.length;
        }
        finished.push_back(episode);
    }
    return finished;
}

Playthrough play(const TrainConfig& config, const nn::SafeTensors& checkpoint, std::uint64_t seed, bool deterministic) {
    return play(config, checkpoint, 1, seed, deterministic)[0];
}

std::vector<Playthrough> play(const TrainConfig& config, const nn::SafeTensors& checkpoint, int episodes,
                              std::uint64_t seed, bool deterministic) {
    Agent agent(config, checkpoint, seed, deterministic);
    std::vector<Playthrough> all;
    while (static_cast<int>(all.size()) < episodes) {
        agent.begin();
        Playthrough played{.states = {agent.env().state()}};
        for (Step step{}; !step.terminated && !step.truncated;) {
            step = agent.act();
            played.states.push_back(agent.env().state());
            played.actions.push_back(agent.action());
            played.rewards.push_back(step.reward);
            played.terminated = step.terminated;
        }
        all.push_back(std::move(played));
    }
    return all;
}

}  // namespace surefoot::rl
