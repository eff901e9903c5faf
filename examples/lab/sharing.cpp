// Sharing: a trunk that policy and value function have in common.   docs/15
//
// The fit of the value function moves the trunk, and with it the policy, which no constraint sees. Optimised jointly, the value
// head has no curvature in the Fisher matrix, so nothing but the damping decides how far it goes. PPO adds the two losses up
// and lets both move the trunk: docs/16.
#include <fmt/format.h>

#include <cmath>
#include <deque>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "examples/lab/training.hpp"
#include "nn/layers/linear.hpp"
#include "nn/layers/mlp.hpp"
#include "nn/training/loss.hpp"
#include "rl/experience/advantage.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/rungs/ppo.hpp"
#include "rl/rungs/trpo.hpp"
#include "rl/trust_region/fisher.hpp"

namespace surefoot::lab {
namespace {

using ad::Tensor;
using ad::Var;

// θ holds the trunk, the policy's head and the value function's. Without sharing there are two trunks.
class TwoHeads : public rl::Policy {
  public:
    TwoHeads(const rl::EnvSpec& spec, bool shared)
        : trunk_(layout_, "trunk", {.in = spec.observation.size(), .out = width, .hidden = {width}}),
          value_trunk_(shared ? trunk_
                              : nn::Mlp(layout_, "value_trunk",
                                        {.in = spec.observation.size(), .out = width, .hidden = {width}})),
          head_(layout_, "policy", width, std::get<rl::Discrete>(spec.action).n, nn::orthogonal(0.01)),
          value_begin_(layout_.size()),
          value_(layout_, "value", width, 1, nn::orthogonal(1)) {}

    rl::Distribution operator()(const Var& theta, const Tensor& observations) const override {
        return rl::Categorical(head_(theta, tanh(trunk_(theta, observations))));
    }
    Var value(const Var& theta, const Tensor& observations) const {  // [rows]
        return reshape(value_(theta, tanh(value_trunk_(theta, observations))), {observations.shape()[0]});
    }
    int value_head() const { return value_begin_; }  // where its parameters begin in θ; they are the last

  private:
    static constexpr int width = 64;
    nn::Mlp trunk_, value_trunk_;
    nn::Linear head_;
    int value_begin_;
    nn::Linear value_;
};

struct Learner {
    Rung rung;
    double value_weight;  // of the value function's error in PPO's sum of losses
    rl::VectorEnv envs;
    TwoHeads network;
    Tensor theta;
    nn::Adam adam;
    nn::Rng shuffle;
    double last_return = 0;

    Learner(Rung rung_, bool shared, double value_weight_, std::uint64_t seed)
        : rung(rung_),
          value_weight(value_weight_),
          envs("CartPole-v1", 4, seed),
          network(envs.spec(), shared),
          adam({.learning_rate = rung_ == Rung::ppo ? rl::PpoConfig{}.learning_rate : 2e-3}),
          shuffle(seed, "value fit") {
        nn::Rng init(seed, "policy");
        theta = network.layout().initial(init);
    }

    struct Iteration {
        double mean_return = 0;  // of the episodes that finished last
        double step_kl = 0,
               fit_kl = 0;  // how far TRPO's step moved the policy, and how far the fit of the value function did
        rl::Batch batch = {};
        Tensor targets = {};
    };
    Iteration iterate() {
        const rl::Rollout rollout = rl::collect(envs, network, theta, {.steps = 1024});
        const auto plain = [](const Tensor& x) {
            return ad::pool::vector<double>(x.values().begin(), x.values().end());
        };
        const auto V = plain(network.value(theta, rollout.observations).value()),
                   final_V = plain(network.value(theta, rollout.final_observations).value());
        const auto A = rl::gae(rollout, V, final_V, 0.99, 0.98);
        const auto returns = rl::lambda_returns(A, V);
        const Tensor targets = Tensor::vector(ad::pool::vector<ad::Real>(returns.begin(), returns.end()));
        const rl::Batch batch = rl::make_batch(rollout, rl::standardized(A));

        Iteration it{.batch = batch, .targets = targets};
        (rung == Rung::ppo ? jointly(it) : in_turn(it));
        if (!rollout.episodes.empty()) last_return = rl::summarize(rollout.episodes).return_mean;
        it.mean_return = last_return;
        return it;
    }

    // TRPO's step, and then the fit of the value function.
    void in_turn(Iteration& it) {
        const rl::Batch& batch = it.batch;
        it.step_kl = rl::trpo(network, theta, batch, {}).kl;
        const rl::OldPolicy stepped(network, theta, batch);
        ad::Tape tape;
        nn::for_each_minibatch(batch.size(), {.epochs = 5, .size = 64}, shuffle, [&](std::span<const int> rows) {
            tape.rewind(0);
            const Var x = tape.variable(theta);
            const Var prediction = network.value(x, ad::gather_rows(batch.observations, rows));
            theta =
                adam.descend(theta, ad::grad(nn::mean_squared_error(prediction, ad::gather_rows(it.targets, rows)), x));
        });
        it.fit_kl = stepped.mean_kl(theta);
    }

    // PPO's epochs on the clipped surrogate less a multiple of the value function's error: one sum of losses.
    void jointly(Iteration& it) {
        const rl::OldPolicy old(network, theta, it.batch);
        const Tensor old_log_prob = old.log_prob();
        const rl::PpoConfig config;
        ad::Tape tape;
        nn::for_each_minibatch(it.batch.size(), config.minibatches, shuffle, [&](std::span<const int> rows) {
            tape.rewind(0);
            const auto of = [rows](const Tensor& all) { return ad::gather_rows(all, rows); };
            const Var x = tape.variable(theta), A = of(it.batch.advantages);
            const Tensor observations = of(it.batch.observations);
            const Var ratio = exp(rl::log_prob(network(x, observations), of(it.batch.actions)) - of(old_log_prob));
            const Var clipped =
                clip(ratio, static_cast<ad::Real>(1 - config.clip), static_cast<ad::Real>(1 + config.clip));
            const Var error = nn::mean_squared_error(network.value(x, observations), of(it.targets));
            theta = adam.ascend(
                theta,
                ad::grad(mean(minimum(ratio * A, clipped * A)) - static_cast<ad::Real>(value_weight) * error, x));
        });
        it.step_kl = old.mean_kl(theta);
    }
};

// The value head's part of the joint natural step over that part of the gradient: what it would be if F were 0 there, 1/λ.
double head_step_times_damping(const Learner& learner, const Learner::Iteration& it, double damping) {
    const TwoHeads& net = learner.network;
    const nn::Expectation joint(it.batch.size(), [&](const Var& x, const nn::Shard& shard) {
        const rl::Distribution pi = net(x, shard.of(it.batch.observations));
        const Var error = net.value(x, shard.of(it.batch.observations)) - shard.of(it.targets);
        return rl::log_prob(pi, shard.of(it.batch.actions)) * shard.of(it.batch.advantages) - 0.5 * square(error);
    });
    const Tensor g = joint.grad(learner.theta);
    const rl::Fisher F(net, learner.theta, it.batch.observations, damping);
    const Tensor x = rl::conjugate_gradient(F, g, {.iterations = 100, .tolerance = 1e-8}).x;
    const auto head = [&](const Tensor& all) { return ad::norm(all.rows(net.value_head(), all.size())); };
    return damping * head(x) / head(g);
}

}  // namespace

Result sharing(const Options& options) {
    const int iterations = options.quick ? 8 : 60, seeds = options.quick ? 1 : 4;
    const double max_kl = rl::TrpoConfig{}.max_kl;
    Result result{.table = {.columns = {"way", "seed", "iteration", "mean_return", "step_kl", "fit_kl"}}};
    Panel returns{.title = "what it earns",
                  .x_label = "environment steps",
                  .y_label = "mean return (over seeds; TRPO with range)",
                  .y_range = {0, 520}};
    Panel moved{
        .title = "how far the policy moved", .x_label = "environment steps", .y_label = "KL (nats)", .log_y = true};
    struct Way {
        std::string name, in_words;
        Rung rung;
        bool shared;
        double weight = 0;
    };
    for (const Way& way :
         {Way{"separate", "TRPO, separate", Rung::trpo, false}, Way{"shared", "TRPO, shared", Rung::trpo, true},
          Way{"ppo 0.5", "PPO, shared, 0.5", Rung::ppo, true, 0.5},
          Way{"ppo 0.05", "PPO, shared, 0.05", Rung::ppo, true, 0.05},
          Way{"ppo 0.005", "PPO, shared, 0.005", Rung::ppo, true, 0.005}}) {
        const auto& [name, in_words, rung, shared, weight] = way;
        Curve earned{.name = in_words, .style = Style::line},
            by_step{.name = rung == Rung::ppo ? in_words : "TRPO's step", .style = Style::line},
            by_fit{.name = "the value fit", .style = Style::line};
        std::deque<Learner> learners;
        for (int seed = 0; seed < seeds; ++seed)
            learners.emplace_back(rung, shared, weight, static_cast<std::uint64_t>(seed));
        double fit_kl = 0, step_kl = 0, over = 0, late = 0;
        for (int i = 0; i < iterations; ++i) {
            double mean = 0, low = 1e300, high = 0, step = 0, fit = 0;
            for (int seed = 0; seed < seeds; ++seed) {
                const Learner::Iteration it = learners[static_cast<std::size_t>(seed)].iterate();
                mean += it.mean_return / seeds, low = std::min(low, it.mean_return),
                                                high = std::max(high, it.mean_return);
                step += it.step_kl / seeds, fit += it.fit_kl / seeds;
                over += (it.fit_kl > max_kl) / static_cast<double>(iterations * seeds);
                result.table.add({name, fmt::format("{}", seed), fmt::format("{}", i + 1), number(it.mean_return),
                                  number(it.step_kl), rung == Rung::trpo ? number(it.fit_kl) : ""});
            }
            fit_kl += fit / iterations, step_kl += step / iterations;
            if (i >= 3 * iterations / 4) late += mean / (iterations - 3 * iterations / 4);
            const double at = 1024.0 * (i + 1);
            earned.x.push_back(at), earned.y.push_back(mean);
            if (rung == Rung::trpo) earned.low.push_back(low), earned.high.push_back(high);
            if (shared) {
                by_step.x.push_back(at), by_step.y.push_back(std::max(step, 1e-6));
                if (rung == Rung::trpo) by_fit.x.push_back(at), by_fit.y.push_back(std::max(fit, 1e-6));
            }
        }
        returns.curves.push_back(earned);
        if (shared) moved.curves.push_back(by_step);
        if (shared && rung == Rung::trpo) moved.curves.push_back(by_fit);
        result.figures["step_kl_" + name] = step_kl;
        if (rung == Rung::trpo) {
            result.figures["fit_kl_over_radius_" + name] = fit_kl / max_kl;
            result.figures["share_over_radius_" + name] = over;
        }
        result.figures["late_return_" + name] = late;
    }
    Learner joint(Rung::trpo, true, 0, 0);
    Learner::Iteration it = joint.iterate();
    for (const double damping : {0.01, 0.1, 1.0})
        result.figures["head_" + number(damping)] = head_step_times_damping(joint, it, damping);

    result.figure = {fmt::format("Shared and separate trunks on CartPole-v1, δ = {}, PPO with three weights of the "
                                 "value loss, seeds 0 to {}",
                                 max_kl, seeds - 1),
                     {returns, moved}};
    const auto& f = result.figures;
    result.words = {
        fmt::format(
            "With a shared trunk the fit of the value function moves the policy by {:.1f} radii an iteration in the "
            "mean, and in {:.0f} % "
            "of the iterations by more than a whole radius. With separate trunks it does not move it at all ({}).",
            f.at("fit_kl_over_radius_shared"), 100 * f.at("share_over_radius_shared"),
            number(f.at("fit_kl_over_radius_separate"))),
        fmt::format("The mean return over the last quarter of the run is {:.0f} with a shared trunk, {:.0f} with "
                    "separate ones.",
                    f.at("late_return_shared"), f.at("late_return_separate")),
        fmt::format(
            "PPO with a shared trunk, on its surrogate less a weight times the value function's squared error, ends "
            "at {:.0f} with a weight of 0.5, {:.0f} with 0.05 and {:.0f} with 0.005; an iteration moves its policy "
            "by {:.3f}, {:.3f} and {:.3f} nats.",
            f.at("late_return_ppo 0.5"), f.at("late_return_ppo 0.05"), f.at("late_return_ppo 0.005"),
            f.at("step_kl_ppo 0.5"), f.at("step_kl_ppo 0.05"), f.at("step_kl_ppo 0.005")),
        fmt::format("Optimised jointly, the value head's step is its gradient over the damping: times λ it is {:.4f}, "
                    "{:.4f} and {:.4f} of it for "
                    "λ = 0.01, 0.1 and 1. Only the damping holds it.",
                    f.at("head_0.01"), f.at("head_0.1"), f.at("head_1"))};
    return result;
}

}  // namespace surefoot::lab
