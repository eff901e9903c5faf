#include "rl/runs/evaluation.hpp"

#include <algorithm>

#include "nn/parallel/ranks.hpp"
#include "nn/parallel/workers.hpp"
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
          seed_(seed),
          env_rng_(seed, "environment"),
          rng_(seed, "evaluation"),
          deterministic_(deterministic) {}

    // Every episode has streams of its own, so that it is the same whoever plays it.
    void begin(int episode) {
        const auto index = static_cast<std::uint32_t>(episode);
        env_rng_ = nn::Rng(seed_, "environment", index), rng_ = nn::Rng(seed_, "evaluation", index);
        env_->reset(env_rng_);
    }

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
    std::uint64_t seed_;
    nn::Rng env_rng_, rng_;
    bool deterministic_;
    std::vector<double> action_;
};

}  // namespace

std::vector<Episode> evaluate(const TrainConfig& config, const nn::SafeTensors& checkpoint, int episodes,
                              std::uint64_t seed, bool deterministic) {
    std::vector<Episode> finished(static_cast<std::size_t>(episodes));
    const nn::Part own = nn::own_part(episodes);
    const int agents = std::min(own.size(), nn::threads());
    nn::parallel_for(agents, [&](int a) {
        Agent agent(config, checkpoint, seed, deterministic);
        for (int i = own.begin + a; i < own.end; i += agents) {
            Episode episode{0, 0};
            agent.begin(i);
            for (Step step{}; !step.terminated && !step.truncated;) {
                step = agent.act();
                episode.total_reward += step.reward;
                ++episode.length;
            }
            finished[static_cast<std::size_t>(i)] = episode;
        }
    });
    nn::complete(std::span(finished), [&](int r) { return nn::part_of(episodes, r); });
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
        agent.begin(static_cast<int>(all.size()));
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
