// Chapter 10: one policy, which has learnt for a while, and the vanilla policy gradient with whatever step size the reader sets.
#include <optional>
#include <stdexcept>

#include "examples/browser/scene.hpp"
#include "rl/experience/critic.hpp"
#include "rl/rungs/trpo.hpp"
#include "rl/rungs/vpg.hpp"

namespace surefoot::browser {
namespace {

class Cliff : public Experiment {
  public:
    Json answer(const std::string& question, const Json& with) override {
        if (question == "begin") return begin(static_cast<std::uint64_t>(number(with, "seed", 1)));
        if (!agent_) throw std::invalid_argument("cliff: begin comes first");
        if (question == "iterate") return iterate(number(with, "step_size", 1));
        if (question == "play") return episode("CartPole-v1", agent_->policy, agent_->theta, ++played_, 500);
        throw std::invalid_argument("cliff: begin, iterate and play are all that it answers");
    }

  private:
    struct Agent {
        rl::VectorEnv envs;
        rl::NetworkPolicy policy;
        rl::Critic critic;
        ad::Tensor theta;
        long steps = 0;
        int iteration = 0;
        double mean = 0;
        explicit Agent(std::uint64_t seed)
            : envs("CartPole-v1", 4, seed),
              policy(envs.spec().observation, envs.spec().action, {.network = {.hidden = {32}}}),
              critic(envs.spec().observation, {.network = {.hidden = {32}}}, seed) {
            nn::Rng init(seed, "policy");
            theta = policy.layout().initial(init);
        }
        rl::Rollout collected() {
            rl::Rollout rollout = rl::collect(envs, policy, theta, {.steps = 1024});
            steps += rollout.size();
            if (!rollout.episodes.empty()) mean = rl::summarize(rollout.episodes).return_mean;
            return rollout;
        }
    };

    // Half-way up: by a few steps of TRPO.
    Json begin(std::uint64_t seed) {
        agent_.emplace(seed);
        while (agent_->mean < 120 && agent_->steps < 60'000) {
            const rl::Rollout rollout = agent_->collected();
            const auto [batch, targets, explained_variance] = agent_->critic.judge(rollout);
            rl::trpo(agent_->policy, agent_->theta, batch, {});
            agent_->critic.learn(rollout.observations, targets);
        }
        agent_->steps = 0;
        return object(is("return", agent_->mean));
    }

    Json iterate(double step_size) {
        Agent& a = *agent_;
        const rl::Rollout rollout = a.collected();
        nn::Sgd ascent({.learning_rate = step_size});
        const rl::VpgStats stats = rl::vpg(a.policy, a.theta, rollout, a.critic, ascent);
        return object(is("iteration", ++a.iteration), is("steps", a.steps), is("return", a.mean),
                      is("kl", stats.step.kl), is("entropy", stats.step.entropy),
                      is("gradient", stats.step.gradient_norm), is("applied", stats.step.applied));
    }

    std::optional<Agent> agent_;
    std::uint64_t played_ = 0;
};

}  // namespace

std::unique_ptr<Experiment> cliff() { return std::make_unique<Cliff>(); }

}  // namespace surefoot::browser
