// Chapter 14: TRPO, an iteration at a time, with δ, the damping and CG's iterations as the reader sets them for each; and along
// each step what its models promise beside what is true.
#include "rl/rungs/trpo.hpp"

#include <cmath>
#include <optional>
#include <stdexcept>
#include <vector>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "examples/browser/scene.hpp"
#include "nn/parallel/expectation.hpp"
#include "rl/experience/critic.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/runs/config.hpp"
#include "rl/trust_region/fisher.hpp"
#include "rl/trust_region/natural_step.hpp"

namespace surefoot::browser {
namespace {

using ad::Tensor;
using ad::Var;

class Trpo : public Experiment {
  public:
    Json answer(const std::string& question, const Json& with) override {
        if (question == "begin") {
            env_ = text(with, "env", "CartPole-v1");
            agent_.emplace(env_, static_cast<std::uint64_t>(number(with, "seed", 1)));
            return object(is("batch_steps", agent_->config.batch_steps), is("max_kl", rl_number("max_kl")),
                          is("parameters", static_cast<double>(agent_->theta.size())));
        }
        if (!agent_) throw std::invalid_argument("trpo: begin comes first");
        if (question == "iterate") return iterate(with);
        if (question == "play") return episode(env_, agent_->policy, agent_->theta, ++played_, 500);
        throw std::invalid_argument("trpo: begin, iterate and play are all that it answers");
    }

  private:
    struct Agent {
        rl::TrainConfig config;
        rl::VectorEnv envs;
        rl::NetworkPolicy policy;
        rl::Critic critic;
        Tensor theta;
        long steps = 0;
        int iteration = 0;
        std::optional<double> mean = {};
        Agent(const std::string& env, std::uint64_t seed)
            : config(rl::default_config("trpo", env)),
              envs(env, config.num_envs, seed),
              policy(envs.spec().observation, envs.spec().action),
              critic(envs.spec().observation,
                     {.gamma = config.gamma,
                      .lambda = config.of<rl::TrpoSettings>().actor_critic.lambda,
                      .fit = config.of<rl::TrpoSettings>().actor_critic.value},
                     seed) {
            nn::Rng init(seed, "policy");
            theta = policy.layout().initial(init);
        }
    };
    double rl_number(const char* name) const { return std::stod(rl::value_of(agent_->config, name)); }

    Json iterate(const Json& with) {
        Agent& a = *agent_;
        const rl::Rollout rollout = rl::collect(a.envs, a.policy, a.theta, {.steps = a.config.batch_steps});
        a.steps += rollout.size();
        if (!rollout.episodes.empty()) a.mean = rl::summarize(rollout.episodes).return_mean;
        const auto [batch, targets, explained_variance] = a.critic.judge(rollout);
        rl::TrpoConfig config = a.config.of<rl::TrpoSettings>().trpo;
        config.max_kl = number(with, "max_kl", config.max_kl),
        config.cg_damping = number(with, "cg_damping", config.cg_damping);
        config.cg.iterations = static_cast<int>(number(with, "cg_iterations", config.cg.iterations));
        if (!(config.max_kl > 0) || !(config.cg_damping >= 0) || config.cg.iterations < 1 || config.cg.iterations > 100)
            throw std::invalid_argument("δ must be positive, the damping not negative, and 1 to 100 iterations");
        const Json* watched = with.find("along");
        Json along = watched && watched->boolean() ? along_the_step(batch, config) : Json();
        const rl::TrpoStats stats = rl::trpo(a.policy, a.theta, batch, config);
        a.critic.learn(rollout.observations, targets);
        return object(is("iteration", ++a.iteration), is("steps", a.steps),
                      is("return", a.mean ? Json(*a.mean) : Json()), is("kl", stats.kl),
                      is("gain", stats.surrogate_gain), is("accepted", stats.accepted),
                      is("backtracks", stats.backtracks), is("cg_residual", stats.cg_residual),
                      is("entropy", stats.entropy), is("max_kl", config.max_kl), is("along", std::move(along)));
    }

    // The step as the models propose it, followed to one and a half of its length.
    Json along_the_step(const rl::Batch& batch, const rl::TrpoConfig& config) const {
        const Agent& a = *agent_;
        const rl::OldPolicy old(a.policy, a.theta, batch);
        const nn::Expectation surrogate(batch.size(), [&](const Var& x, const nn::Shard& shard) {
            const Var ratio = exp(rl::log_prob(a.policy(x, shard.of(batch.observations)), shard.of(batch.actions)) -
                                  old.log_prob(shard));
            return (ratio - 1) * shard.of(batch.advantages);
        });
        const Tensor g = surrogate.grad(a.theta);
        const rl::Fisher F(a.policy, a.theta, batch.observations, config.cg_damping),
            undamped(a.policy, a.theta, batch.observations, 0);
        const rl::NaturalStep proposed = rl::natural_step(F, g, config.max_kl, config.cg);
        if (!proposed.reason.empty()) return Json();
        const double slope = ad::dot(g, proposed.step), curvature = ad::dot(proposed.step, undamped(proposed.step));
        std::vector<double> t, gain, linear, kl, quadratic;
        for (int i = 0; i <= 12; ++i) {
            t.push_back(i / 8.0);
            const Tensor theta = a.theta + static_cast<ad::Real>(t.back()) * proposed.step;
            gain.push_back(surrogate.value(theta)), linear.push_back(t.back() * slope);
            kl.push_back(old.mean_kl(theta)), quadratic.push_back(0.5 * t.back() * t.back() * curvature);
        }
        return object(is("t", array(t)), is("gain", array(gain)), is("linear", array(linear)), is("kl", array(kl)),
                      is("quadratic", array(quadratic)), is("shrink", config.line_search.backtrack_coeff));
    }

    std::string env_;
    std::optional<Agent> agent_;
    std::uint64_t played_ = 0;
};

}  // namespace

std::unique_ptr<Experiment> trpo() { return std::make_unique<Trpo>(); }

}  // namespace surefoot::browser
