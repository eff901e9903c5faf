#include "rl/runs/evaluation.hpp"

#include "rl/envs/environments.hpp"
#include "rl/runs/trained_policy.hpp"

namespace surefoot::rl {
namespace {

// The policy of a checkpoint in an environment of its own.
class Agent {
  public:
    Agent(const TrainConfig& config, const nn::SafeTensors& checkpoint, std::uint64_t seed, bool deterministic)
        : policy_(config, checkpoint),
          env_(make_env(config.env)),
          env_rng_(seed, "environment"),
          rng_(seed, "evaluation"),
          deterministic_(deterministic) {}

    void begin() { env_->reset(env_rng_); }

    Step act() {
        const auto seen = env_->observation();
        action_ = deterministic_ ? policy_.mode(seen) : policy_.sample(seen, rng_);
        return env_->step(action_, env_rng_);
    }
    const std::vector<double>& action() const { return action_; }  // the last

    const Env& env() const { return *env_; }

  private:
    TrainedPolicy policy_;
    std::unique_ptr<Env> env_;
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
