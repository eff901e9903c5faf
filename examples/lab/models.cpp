// Models: along TRPO's step, the true surrogate and the true KL beside the linear and the quadratic model of them.   docs/14
#include <fmt/format.h>

#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "examples/lab/training.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/trust_region/fisher.hpp"
#include "rl/trust_region/line_search.hpp"
#include "rl/trust_region/natural_step.hpp"

namespace surefoot::lab {

using ad::Tensor;
using ad::Var;

Result models(const Options& options) {
    const Student s({.iterations = 3, .batch_steps = options.quick ? 512 : 2048});
    const rl::OldPolicy old(s.policy, s.theta, s.batch);
    const nn::Expectation surrogate(s.batch.size(), [&](const Var& x, const nn::Shard& shard) {
        const rl::Distribution pi = s.policy(x, shard.of(s.batch.observations));
        return (exp(rl::log_prob(pi, shard.of(s.batch.actions)) - old.log_prob(shard)) - 1) *
               shard.of(s.batch.advantages);
    });
    constexpr double damping = 0.03;
    const Tensor g = surrogate.grad(s.theta);
    const rl::Fisher F(s.policy, s.theta, s.batch.observations, 0),
        damped(s.policy, s.theta, s.batch.observations, damping);
    const auto measure = [&](const Tensor& theta) { return rl::Trial{surrogate.value(theta), old.mean_kl(theta)}; };

    Result result{.table = {.columns = {"radius", "t", "gain", "linear_model", "kl", "quadratic_model"}}};
    for (const double max_kl : {0.01, 1.0}) {
        const Tensor step = rl::natural_step(damped, g, max_kl, {}).step;
        const double slope = ad::dot(g, step), curvature = ad::dot(step, F(step));
        Curve gain{.name = "true surrogate", .style = Style::line, .colour = 0},
            linear{.name = "linear model of it", .style = Style::line, .dashed = true, .colour = 0};
        Curve kl{.name = "true KL", .style = Style::line, .colour = 1},
            quadratic{.name = "quadratic model of it", .style = Style::line, .dashed = true, .colour = 1};
        for (int i = 0; i <= 60; ++i) {
            const double t = i / 30.0;
            const rl::Trial here = measure(s.theta + static_cast<ad::Real>(t) * step);
            gain.x.push_back(t), gain.y.push_back(here.gain / slope);
            linear.x.push_back(t), linear.y.push_back(t);
            kl.x.push_back(t), kl.y.push_back(here.distance / max_kl);
            quadratic.x.push_back(t), quadratic.y.push_back(0.5 * t * t * curvature / max_kl);
            result.table.add({number(max_kl), number(t), number(here.gain), number(t * slope), number(here.distance),
                              number(0.5 * t * t * curvature)});
        }
        const rl::LineSearchResult found = rl::line_search(s.theta, step, measure, max_kl);
        const double accepted = found.accepted ? std::pow(rl::LineSearchConfig{}.backtrack_coeff, found.backtracks) : 0;
        const std::string name = number(max_kl);
        const rl::Trial proposed = measure(s.theta + step);
        result.figures["gain_over_model_" + name] = proposed.gain / slope;
        result.figures["kl_over_model_" + name] = proposed.distance / (0.5 * curvature);
        result.figures["kl_over_radius_" + name] = proposed.distance / max_kl;
        result.figures["model_kl_over_radius_" + name] = 0.5 * curvature / max_kl;
        result.figures["accepted_at_" + name] = accepted;
        result.figures["accepted_kl_over_radius_" + name] = found.accepted ? found.trial.distance / max_kl : 0;
        result.figure.panels.push_back(
            {.title = fmt::format("δ = {}: proposed at t = 1, accepted at t = {:.2f}", name, accepted),
             .x_label = "t, in steps as the models propose them",
             .y_label = "KL / δ, gain / modelled gain at t = 1",
             .curves = {gain, linear, kl, quadratic},
             .marks = {1, accepted}});
    }
    result.figure.title =
        fmt::format("What TRPO's models promise and what is true (CartPole-v1, {} states, damping {}, seed 0)",
                    s.batch.size(), damping);
    const auto& f = result.figures;
    result.words = {fmt::format("With δ = 0.01 the models are right: at the proposed point the surrogate has gained "
                                "{:.2f} of what the linear model "
                                "says, and the KL is {:.2f} of the quadratic one's.",
                                f.at("gain_over_model_0.01"), f.at("kl_over_model_0.01")),
                    fmt::format("With δ = 1 they are not: the gain is {:.2f} of the model's, the KL {:.2f} of it. The "
                                "line search accepts the step at "
                                "{:.2f} of its length, where the KL is {:.2f} of the radius.",
                                f.at("gain_over_model_1"), f.at("kl_over_model_1"), f.at("accepted_at_1"),
                                f.at("accepted_kl_over_radius_1"))};
    return result;
}

}  // namespace surefoot::lab
