// Unseen: what a trust region is worth beyond its batch.   docs/14
//
// The line search measures the mean KL and the surrogate's gain on the very samples that chose the step. Here each accepted step
// is measured again, on many states and actions of π_old that it has not seen.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "autodiff/ops/elementwise.hpp"
#include "examples/lab/training.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/rungs/trpo.hpp"

namespace surefoot::lab {
namespace {

struct Setting {
    std::string name, env;
    int batch_steps;
    double gamma, lambda, initial_log_std;
};

struct Step {
    rl::TrpoStats on_batch;
    double kl, gain;  // on what it has not seen
};

// The mean of (π_θ/π_old − 1) Â on a batch of π_old.
double surrogate_gain(const rl::Policy& policy, const rl::OldPolicy& old, const rl::Batch& batch,
                      const ad::Tensor& theta) {
    return nn::mean_value(batch.size(), theta, [&](const ad::Var& x, const nn::Shard& shard) {
        const ad::Var log_p = rl::log_prob(policy(x, shard.of(batch.observations)), shard.of(batch.actions));
        return (exp(log_p - old.log_prob(shard)) - 1) * shard.of(batch.advantages);
    });
}

// The steps that TRPO accepts, each with what is true of it. The unseen samples come from environments of their own, which go
// on from step to step as those of training do.
std::vector<Step> steps(const Setting& setting, std::uint64_t seed, int iterations, int unseen_steps, double max_kl) {
    rl::VectorEnv envs(setting.env, 4, seed), others(setting.env, 16, seed + 1000);
    const rl::NetworkPolicy policy(envs.spec().observation, envs.spec().action,
                                   {.initial_log_std = setting.initial_log_std});
    rl::Critic critic(envs.spec().observation, {.gamma = setting.gamma, .lambda = setting.lambda}, seed);
    nn::Rng init(seed, "policy");
    ad::Tensor theta = policy.layout().initial(init);
    std::vector<Step> taken;
    for (int i = 0; i < iterations; ++i) {
        const rl::Rollout rollout = rl::collect(envs, policy, theta, {.steps = setting.batch_steps});
        const rl::Batch unseen = critic.judge(rl::collect(others, policy, theta, {.steps = unseen_steps})).batch;
        const rl::OldPolicy old(policy, theta, unseen);
        const auto [batch, targets, explained_variance] = critic.judge(rollout);
        const rl::TrpoStats stats = rl::trpo(policy, theta, batch, {.max_kl = max_kl});
        if (stats.accepted) taken.push_back({stats, old.mean_kl(theta), surrogate_gain(policy, old, unseen, theta)});
        critic.learn(rollout.observations, targets);
    }
    return taken;
}

// Their values in ascending order over the share of them that is no greater.
Curve in_order(const std::string& name, std::vector<double> values) {
    std::sort(values.begin(), values.end());
    Curve curve{.name = name, .style = Style::line};
    for (std::size_t i = 0; i < values.size(); ++i)
        curve.x.push_back(static_cast<double>(i + 1) / static_cast<double>(values.size())),
            curve.y.push_back(values[i]);
    return curve;
}

}  // namespace

Result unseen(const Options& options) {
    const int iterations = options.quick ? 15 : 40, seeds = options.quick ? 1 : 2;
    const int unseen_steps = options.quick ? 4096 : 16'384;
    const double max_kl = rl::TrpoConfig{}.max_kl;
    const Setting settings[] = {{"CartPole, 1024", "CartPole-v1", 1024, 0.99, 0.98, 0},
                                {"CartPole, 256", "CartPole-v1", 256, 0.99, 0.98, 0},
                                {"Pendulum, 1024", "Pendulum-v1", 1024, 0.95, 0.9, 0.5}};
    Result result{.table = {.columns = {"setting", "seed", "step", "kl", "unseen_kl", "gain", "unseen_gain"}}};
    Panel kls{.title = "the KL of a step on states that it has not seen",
              .x_label = "share of the steps",
              .y_label = "unseen mean KL / δ"};
    Panel gains{.title = "its surrogate gain on samples that it has not seen",
                .x_label = "share of the steps",
                .y_label = "unseen gain / gain on the batch"};
    for (const Setting& setting : settings) {
        std::vector<double> kl_over_radius, kl_ratio, gain_ratio;
        double over = 0, negative = 0;
        for (int seed = 0; seed < seeds; ++seed) {
            int k = 0;
            for (const Step& step :
                 steps(setting, static_cast<std::uint64_t>(seed), iterations, unseen_steps, max_kl)) {
                kl_over_radius.push_back(step.kl / max_kl), kl_ratio.push_back(step.kl / step.on_batch.kl);
                gain_ratio.push_back(step.gain / step.on_batch.surrogate_gain);
                over += step.kl > max_kl, negative += step.gain < 0;
                result.table.add({setting.name, fmt::format("{}", seed), fmt::format("{}", ++k),
                                  number(step.on_batch.kl), number(step.kl), number(step.on_batch.surrogate_gain),
                                  number(step.gain)});
            }
        }
        const double n = static_cast<double>(kl_ratio.size());
        auto& f = result.figures;
        const auto name = [&](const char* what) { return fmt::format("{} {}", what, setting.name); };
        f[name("steps")] = n, f[name("beyond the radius")] = over / n, f[name("gain negative")] = negative / n;
        f[name("steps beyond the radius")] = over, f[name("steps with negative gain")] = negative;
        f[name("worst kl over radius")] = spread(kl_over_radius).greatest;
        f[name("median kl over radius")] = spread(kl_over_radius).median;
        f[name("median kl ratio")] = spread(kl_ratio).median, f[name("worst kl ratio")] = spread(kl_ratio).greatest;
        f[name("median gain ratio")] = spread(gain_ratio).median,
        f[name("worst gain ratio")] = spread(gain_ratio).least;
        kls.curves.push_back(in_order(setting.name, kl_over_radius));
        gains.curves.push_back(in_order(setting.name, gain_ratio));
        result.words.push_back(
            fmt::format("{} steps a batch: of {} accepted steps {:.0f} leave the radius on {} unseen states ({:.0f} "
                        "%), the worst to "
                        "{:.2f} of it; the median KL is {:.2f} of the batch's. The median gain is {:.2f} of the "
                        "batch's, and {:.0f} "
                        "steps ({:.0f} %) lose.",
                        setting.name, n, over, unseen_steps, 100 * over / n, f[name("worst kl over radius")],
                        f[name("median kl ratio")], f[name("median gain ratio")], negative, 100 * negative / n));
    }
    kls.curves.push_back(
        {.name = "the radius", .x = {0, 1}, .y = {1, 1}, .style = Style::line, .dashed = true, .colour = 6});
    gains.curves.push_back(
        {.name = "none", .x = {0, 1}, .y = {0, 0}, .style = Style::line, .dashed = true, .colour = 6});
    result.figure = {fmt::format("TRPO's steps on {} unseen samples of the old policy, δ = {}, seeds 0 to {}",
                                 unseen_steps, max_kl, seeds - 1),
                     {kls, gains}};
    return result;
}

}  // namespace surefoot::lab
