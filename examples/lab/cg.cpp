// Conjugate gradients on the Fisher matrix of a policy: how the residual falls, and how soon the step gains all that it can.
// docs/12
#include <fmt/format.h>

#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "examples/lab/dense.hpp"
#include "examples/lab/training.hpp"
#include "rl/fisher.hpp"

namespace lab {

using ad::Tensor;

Result cg(const Options& options) {
    Student s({.hidden = {16, 16}, .iterations = options.quick ? 3 : 5, .batch_steps = options.quick ? 512 : 2048});
    const int n = s.policy.layout().size();
    const Tensor g = rl::policy_gradient(s.policy, s.theta, s.batch);

    // What is true of a direction, on a batch that neither the matrix nor the gradient has seen: the surrogate where the KL is δ
    const double max_kl = rl::TrpoConfig{}.max_kl;
    const rl::Rollout unseen = rl::collect(s.envs, s.policy, s.theta, s.actions, {.steps = 4 * s.batch.size()});
    const rl::Batch fresh = s.critic.judge(unseen).batch;
    const rl::OldPolicy old(s.policy, s.theta, fresh);
    const nn::Expectation surrogate(fresh.size(), [&](const ad::Var& x, const nn::Shard& shard) {
        const rl::Distribution pi = s.policy(x, shard.of(fresh.observations));
        return (exp(rl::log_prob(pi, shard.of(fresh.actions)) - old.log_prob(shard)) - 1) * shard.of(fresh.advantages);
    });
    const auto true_gain = [&](const Tensor& x) {
        double near = 0, far = 1e6 / ad::norm(x);
        for (int i = 0; i < 60; ++i) {
            const double middle = (near + far) / 2;
            (old.mean_kl(s.theta + static_cast<ad::Real>(middle) * x) < max_kl ? near : far) = middle;
        }
        return surrogate.value(s.theta + static_cast<ad::Real>(near) * x);
    };

    Result result{.table = {.columns = {"damping", "iterations", "relative_residual", "model_gain_over_exact"}}};
    Panel residuals{.title = "the residual", .x_label = "iterations", .y_label = "‖g − (F + λ)x‖ / ‖g‖", .log_y = true};
    Panel gains{.title = "what the step of radius δ gains, by the model",
                .x_label = "iterations",
                .y_label = "gain / gain of the exact solution"};
    for (const double damping : {0.1, 1e-3, 0.0}) {
        const rl::Fisher F(s.policy, s.theta, s.batch.observations, damping);
        // By the models the step along x to the radius δ gains gᵀx √(2δ / xᵀF x): in units of √(2δ)
        const auto gain = [&](const Tensor& x) { return ad::dot(g, x) / std::sqrt(ad::dot(x, F(x))); };
        const Tensor solved = Dense(n, F).solve(g);
        const double exact = gain(solved);
        const std::string name = fmt::format("λ = {}", damping);
        Curve residual{.name = name}, gained{.name = name};
        for (int k = 1; k <= (options.quick ? 15 : 30); ++k) {
            const rl::Solution solution = rl::conjugate_gradient(F, g, {.iterations = k, .tolerance = 0});
            const double left = ad::norm(solution.residual) / ad::norm(g), share = gain(solution.x) / exact;
            residual.x.push_back(k), residual.y.push_back(left);
            gained.x.push_back(k), gained.y.push_back(share);
            result.table.add({number(damping), fmt::format("{}", k), number(left), number(share)});
            if (k == 10) {
                result.figures["residual_" + number(damping)] = left;
                result.figures["gain_" + number(damping)] = share;
                result.figures["true_gain_" + number(damping)] = true_gain(solution.x);
                result.figures["true_gain_exact_" + number(damping)] = true_gain(solved);
            }
        }
        residuals.curves.push_back(residual), gains.curves.push_back(gained);
    }
    // How far the first iteration alone, the plain gradient scaled to the radius, gets without damping
    result.figures["gradient_alone"] = gains.curves.back().y.front();
    residuals.marks = gains.marks = {10};
    result.figure = {
        fmt::format(
            "Conjugate gradients on the Fisher matrix of a policy of {} parameters (CartPole-v1, {} states, seed 0)", n,
            s.batch.size()),
        {residuals, gains}};
    const auto& f = result.figures;
    result.words = {
        fmt::format("After ten iterations the residual is {} of the gradient with a damping of 0.1, {} with 0.001 and "
                    "{} without.",
                    number(f.at("residual_0.1")), number(f.at("residual_0.001")), number(f.at("residual_0"))),
        fmt::format("By then the step gains {:.1f} %, {:.1f} % and {:.1f} % of what the exact solution would, by the "
                    "model that it solves.",
                    100 * f.at("gain_0.1"), 100 * f.at("gain_0.001"), 100 * f.at("gain_0")),
        fmt::format("What is true, on {} fresh states at a KL of {}: with a damping of 0.1 the step gains {}; without, "
                    "ten iterations gain {} "
                    "and the exact solution {}. What the undamped model promises beyond is the noise of the batch.",
                    fresh.size(), max_kl, number(f.at("true_gain_0.1")), number(f.at("true_gain_0")),
                    number(f.at("true_gain_exact_0"))),
        fmt::format("The plain gradient, scaled to the same radius, gains {:.0f} %.", 100 * f.at("gradient_alone"))};
    return result;
}

}  // namespace lab
