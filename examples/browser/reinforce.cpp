// Chapter 8: REINFORCE learning CartPole, with and without a baseline, and how much its gradient scatters.
#include "rl/rungs/reinforce.hpp"

#include <cmath>
#include <optional>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "examples/browser/scene.hpp"
#include "rl/experience/advantage.hpp"

namespace surefoot::browser {
namespace {

using ad::Tensor;

constexpr double gamma = 0.99;

class Reinforce : public Experiment {
  public:
    Json answer(const std::string& question, const Json& with) override {
        if (question == "begin") {
            agent_.emplace(static_cast<std::uint64_t>(number(with, "seed", 1)), text(with, "baseline", "constant"),
                           number(with, "learning_rate", 5e-3));
            return Json();
        }
        if (!agent_) throw std::invalid_argument("reinforce: begin comes first");
        if (question == "iterate") return iterate();
        if (question == "play") return episode("CartPole-v1", agent_->policy, agent_->theta, ++played_, 500);
        if (question == "variance") return variance();
        throw std::invalid_argument("reinforce: begin, iterate, play and variance are all that it answers");
    }

  private:
    struct Agent {
        rl::VectorEnv envs;
        rl::NetworkPolicy policy;
        Tensor theta;
        nn::Adam adam;
        rl::Baseline baseline;
        long steps = 0;
        int iteration = 0;
        Agent(std::uint64_t seed, const std::string& kind, double learning_rate)
            : envs("CartPole-v1", 4, seed),
              policy(envs.spec().observation, envs.spec().action, {.network = {.hidden = {32}}}),
              adam({.learning_rate = learning_rate}),
              baseline(kind, envs.spec().observation, {}, seed) {
            nn::Rng init(seed, "policy");
            theta = policy.layout().initial(init);
        }
    };

    Json iterate() {
        Agent& a = *agent_;
        const rl::Rollout rollout = rl::collect(a.envs, a.policy, a.theta, {.steps = 1000, .whole_episodes = true});
        a.steps += rollout.size(), ++a.iteration;
        const rl::PolicyGradientStats stats = rl::reinforce(a.policy, a.theta, rollout, a.baseline, a.adam, gamma);
        return object(is("iteration", a.iteration), is("steps", a.steps),
                      is("return", rl::summarize(rollout.episodes).return_mean), is("entropy", stats.entropy),
                      is("kl", stats.kl));
    }

    // How far the gradients of single episodes lie from their mean, over its length: weighted with G, and with G − b for the
    // mean return b of other episodes of the same policy.
    Json variance() {
        Agent a(7, "none", 0);
        const auto episodes = [&] {
            return rl::collect(a.envs, a.policy, agent_->theta, {.steps = 3000, .whole_episodes = true});
        };
        const auto others = rl::rewards_to_go(episodes(), gamma);
        double b = 0;
        for (const double G : others) b += G / static_cast<double>(others.size());
        const rl::Rollout rollout = episodes();
        const auto G = rl::rewards_to_go(rollout, gamma);
        const auto scatter = [&](double constant) {
            ad::pool::vector<double> weights = G;
            for (double& w : weights) w -= constant;
            const rl::Batch batch = rl::make_batch(rollout, weights);
            Tensor sum = Tensor::zeros(a.theta.shape());
            double squares = 0;
            for (const rl::Segment& e : rollout.segments) {
                const auto length = static_cast<ad::Real>(e.end - e.begin);
                const Tensor g = length * rl::policy_gradient(a.policy, agent_->theta, rl::rows(batch, e.begin, e.end));
                sum = sum + g, squares += ad::dot(g, g);
            }
            const auto n = static_cast<double>(rollout.segments.size());
            return std::pair(squares / n - ad::dot(sum, sum) / n / n, ad::dot(sum, sum) / n / n);
        };
        const auto [without, size] = scatter(0);
        const auto [with_one, same_size] = scatter(b);
        return object(is("without", without / size), is("with", with_one / same_size), is("ratio", with_one / without),
                      is("episodes", static_cast<double>(rollout.segments.size())), is("baseline", b));
    }

    std::optional<Agent> agent_;
    std::uint64_t played_ = 0;
};

}  // namespace

std::unique_ptr<Experiment> reinforce() { return std::make_unique<Reinforce>(); }

}  // namespace surefoot::browser
