// Conjugate gradients on the Fisher matrix of a policy: how the residual falls, how soon the step gains all that it can, and
// what the same solution costs when the matrix is formed.   docs/12
#include <fmt/format.h>

#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "examples/lab/dense.hpp"
#include "examples/lab/training.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/rungs/trpo.hpp"
#include "rl/trust_region/fisher.hpp"

namespace surefoot::lab {

using ad::Tensor;

namespace {

// Ten iterations against the whole matrix, formed by n products and solved by Cholesky's factors, on one thread.
struct Solvers {
    int n;
    double cg_seconds, cg_residual, form_seconds, solve_seconds, dense_residual;
};
Solvers compare(int width, double damping) {
    const OneThread alone;
    const Student s({.hidden = {width, width}, .iterations = 5, .batch_steps = 2048});
    const Tensor g = rl::policy_gradient(s.policy, s.theta, s.batch);
    const rl::Fisher F(s.policy, s.theta, s.batch.observations, damping);
    const int n = s.policy.layout().size();
    Tensor by_cg;
    const Timed cg = in_turns({[&] { by_cg = rl::conjugate_gradient(F, g, {.iterations = 10, .tolerance = 0}).x; }}, 7);
    const double start = processor_seconds();
    const Dense formed(n, F);
    const double between = processor_seconds();
    const Tensor solved = formed.solve_by_cholesky(g);
    const double end = processor_seconds();
    const auto residual = [&](const Tensor& x) { return ad::norm(g - F(x)) / ad::norm(g); };
    return {n, cg.of(0).median, residual(by_cg), between - start, end - between, residual(solved)};
}

}  // namespace

Result cg(const Options& options) {
    Student s({.hidden = {16, 16}, .iterations = options.quick ? 3 : 5, .batch_steps = options.quick ? 512 : 2048});
    const int n = s.policy.layout().size();
    const Tensor g = rl::policy_gradient(s.policy, s.theta, s.batch);

    // What is true of a direction, on a batch that neither the matrix nor the gradient has seen: the surrogate where the KL is δ
    const double max_kl = rl::TrpoConfig{}.max_kl;
    const rl::Rollout unseen = rl::collect(s.envs, s.policy, s.theta, {.steps = 4 * s.batch.size()});
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

    const int most = options.quick ? 15 : 30;
    Result result{
        .table = {.columns = {"damping", "iterations", "relative_residual", "model_gain_over_exact", "unseen_gain",
                              "parameters", "solver", "seconds", "multiply_adds_of_the_factors"}}};
    Panel residuals{.title = "the residual",
                    .x_label = "iterations",
                    .y_label = "‖g − (F + λ)x‖ / ‖g‖",
                    .log_y = true,
                    .y_range = {1e-16, 3}};
    Panel gains{.title = "what the step of radius δ gains, by the model",
                .x_label = "iterations",
                .y_label = "gain / gain of the exact solution"};
    Panel truths{.title = fmt::format("what it gains on {} states that it has not seen", fresh.size()),
                 .x_label = "iterations",
                 .y_label = "surrogate gain where the KL is δ"};
    for (const double damping : {0.1, 1e-3, 0.0}) {
        const rl::Fisher F(s.policy, s.theta, s.batch.observations, damping);
        // By the models the step along x to the radius δ gains gᵀx √(2δ / xᵀF x): in units of √(2δ)
        const auto gain = [&](const Tensor& x) { return ad::dot(g, x) / std::sqrt(ad::dot(x, F(x))); };
        const Tensor solved = Dense(n, F).solve(g);
        const double exact = gain(solved);
        const std::string name = fmt::format("λ = {}", damping);
        Curve residual{.name = name}, gained{.name = name}, truly{.name = name};
        double enough = -1;  // iterations to 99 % of the exact solution's gain
        for (int k = 1; k <= most; ++k) {
            const rl::Solution solution = rl::conjugate_gradient(F, g, {.iterations = k, .tolerance = 0});
            const double left = ad::norm(solution.residual) / ad::norm(g), share = gain(solution.x) / exact;
            residual.x.push_back(k), residual.y.push_back(left);
            gained.x.push_back(k), gained.y.push_back(share);
            std::string unseen_gain;
            if (k <= 10 || k % 5 == 0) {
                truly.x.push_back(k), truly.y.push_back(true_gain(solution.x));
                unseen_gain = number(truly.y.back());
            }
            result.table.add({number(damping), fmt::format("{}", k), number(left), number(share), unseen_gain,
                              fmt::format("{}", n), "cg", "", ""});
            if (enough < 0 && share >= 0.99) enough = k;
            if (k == 10) {
                result.figures["residual_" + number(damping)] = left;
                result.figures["gain_" + number(damping)] = share;
                result.figures["true_gain_" + number(damping)] = truly.y.back();
                result.figures["true_gain_exact_" + number(damping)] = true_gain(solved);
            }
        }
        result.figures["iterations_to_99_" + number(damping)] = enough;
        residuals.curves.push_back(residual), gains.curves.push_back(gained);
        truths.curves.push_back(truly);
    }
    // How far the first iteration alone, the plain gradient scaled to the radius, gets without damping
    result.figures["parameters"] = n, result.figures["states"] = s.batch.size();
    result.figures["unseen_states"] = fresh.size();
    result.figures["gradient_alone"] = gains.curves.back().y.front();
    residuals.marks = gains.marks = truths.marks = {10};
    result.figures["gradient_alone_damped"] = gains.curves.front().y.front();

    Panel seconds{.title = "one solution with a damping of 0.1",
                  .x_label = "parameters",
                  .y_label = "processor time on one thread (s)",
                  .curves = {{.name = "ten iterations of conjugate gradients"},
                             {.name = "forming the matrix by n products"},
                             {.name = "solving it by Cholesky"}},
                  .log_x = true,
                  .log_y = true};
    for (const int width : options.quick ? std::vector{8, 16} : std::vector{16, 32, 64}) {
        const Solvers s = compare(width, 0.1);
        const double values[] = {s.cg_seconds, s.form_seconds, s.solve_seconds};
        for (std::size_t k = 0; k < 3; ++k)
            seconds.curves[k].x.push_back(s.n), seconds.curves[k].y.push_back(values[k]);
        const double cubic = std::pow(s.n, 3) / 3;
        result.table.add(
            {"0.1", "10", number(s.cg_residual), "", "", fmt::format("{}", s.n), "cg timed", number(s.cg_seconds), ""});
        result.table.add({"0.1", "", "", "", "", fmt::format("{}", s.n), "forming", number(s.form_seconds), ""});
        result.table.add({"0.1", "", number(s.dense_residual), "", "", fmt::format("{}", s.n), "cholesky",
                          number(s.solve_seconds), number(cubic)});
        const std::string at = fmt::format(" {}", s.n);
        auto& f = result.figures;
        f["cg seconds" + at] = s.cg_seconds, f["forming seconds" + at] = s.form_seconds;
        f["cholesky seconds" + at] = s.solve_seconds;
        f["cg residual" + at] = s.cg_residual, f["cholesky residual" + at] = s.dense_residual;
        f["dense_over_cg" + at] = f["dense_over_cg"] = (s.form_seconds + s.solve_seconds) / s.cg_seconds;
        f["cg_residual"] = s.cg_residual, f["cholesky_residual"] = s.dense_residual, f["greatest_n"] = s.n;
        f["megabytes" + at] = f["megabytes"] = 8e-6 * s.n * s.n;
    }
    result.figure = {
        fmt::format(
            "Conjugate gradients on the Fisher matrix of a policy of {} parameters (CartPole-v1, {} states, seed 0)", n,
            s.batch.size()),
        {residuals, gains, truths, seconds}};
    const auto& f = result.figures;
    const auto iterations_to = [&](const std::string& damping) {
        const double k = f.at("iterations_to_99_" + damping);
        return k < 0 ? fmt::format("more than {} iterations", most) : fmt::format("{} iterations", k);
    };
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
        fmt::format(
            "The plain gradient, scaled to the same radius, gains {:.0f} % without damping and {:.0f} % with 0.1.",
            100 * f.at("gradient_alone"), 100 * f.at("gradient_alone_damped")),
        fmt::format(
            "To 99 % of the exact solution's gain it takes {} with a damping of 0.1, {} with 0.001 and {} without.",
            iterations_to("0.1"), iterations_to("0.001"), iterations_to("0")),
        fmt::format(
            "For {} parameters the matrix takes {:.0f} MB; to form it and solve by Cholesky takes {:.0f} times as "
            "long as ten iterations, for a residual of {} instead of {} (damping 0.1, one thread).",
            f.at("greatest_n"), f.at("megabytes"), f.at("dense_over_cg"), number(f.at("cholesky_residual")),
            number(f.at("cg_residual")))};
    return result;
}

}  // namespace surefoot::lab
