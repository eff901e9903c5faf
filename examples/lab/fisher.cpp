// Fisher: three ways to the same matrix, and what a product with it costs by each.   docs/11 §4
//
// The expected outer product of the scores, the Hessian of the KL at θ' = θ, and Jᵀ M J. The first needs a gradient for each
// sample and action, the second a sweep forwards over a recorded gradient, the third a sweep forwards and one backwards.
#include "rl/trust_region/fisher.hpp"

#include <fmt/format.h>

#include <cmath>
#include <deque>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "examples/lab/dense.hpp"
#include "examples/lab/training.hpp"

namespace surefoot::lab {
namespace {

using ad::Tensor;
using ad::Var;

// Scores ∇ log π(a|s), one for each chosen pair, with the weight that it has in the mean.
struct Scores {
    std::vector<Tensor> score;
    std::vector<double> weight;

    // E[∇ log π ∇ log πᵀ] v
    Tensor operator()(const Tensor& v) const {
        Tensor sum = Tensor::zeros(v.shape());
        for (std::size_t i = 0; i < score.size(); ++i)
            sum = sum + static_cast<ad::Real>(weight[i] * ad::dot(score[i], v)) * score[i];
        return sum;
    }
};

Tensor score(const Student& s, int row, const Tensor& action) {
    ad::Tape tape;
    const Var theta = tape.variable(s.theta);
    return ad::grad(rl::log_prob(s.policy(theta, s.batch.observations.rows(row, row + 1)), action), theta);
}

// Over all actions, each as likely as the policy makes it: the expectation itself.
Scores all_actions(const Student& s, int states) {
    Scores scores;
    for (int i = 0; i < states; ++i)
        for (const int a : {0, 1}) {
            const Tensor action = Tensor::full({1, 1}, static_cast<ad::Real>(a));
            const Tensor log_p = rl::log_prob(s.policy(s.theta, s.batch.observations.rows(i, i + 1)), action).value();
            scores.score.push_back(score(s, i, action));
            scores.weight.push_back(std::exp(double{log_p[0]}) / states);
        }
    return scores;
}

// Over the action that was taken: an estimate of it.
Scores taken_actions(const Student& s, int states) {
    Scores scores;
    for (int i = 0; i < states; ++i) {
        scores.score.push_back(score(s, i, s.batch.actions.rows(i, i + 1)));
        scores.weight.push_back(1.0 / states);
    }
    return scores;
}

// The gradient of a shard's part of the mean KL over a batch, recorded, so that a product with its Hessian is one sweep forwards.
struct Recorded {
    ad::Tape tape;
    Var theta, gradient;
    Recorded(const Student& s, int batch, const nn::Shard& shard) : theta(tape.variable(s.theta)) {
        const Tensor observations = shard.of(s.batch.observations);
        const Var kls = kl(rl::constant(s.policy(s.theta, observations)), s.policy(theta, observations));
        gradient = ad::recorded_grad(sum(kls) * static_cast<ad::Real>(1.0 / batch), theta);
    }
};

}  // namespace

Result fisher(const Options& options) {
    const Student s({.hidden = {8, 8}, .iterations = 4, .batch_steps = 2048});
    const int n = s.policy.layout().size(), states = options.quick ? 64 : 256;
    const Tensor observations = s.batch.observations.rows(0, states);

    ad::Tape tape;
    const Var theta = tape.variable(s.theta);
    const Var divergence = mean(kl(rl::constant(s.policy(s.theta, observations)), s.policy(theta, observations)));
    const Var kl_gradient = ad::recorded_grad(divergence, theta);
    const rl::Fisher F(s.policy, s.theta, observations, 0);

    const Dense by_scores(n, all_actions(s, states));
    const Dense by_hessian(n, [&](const Tensor& v) { return ad::jvp(kl_gradient, theta, v); });
    const Dense by_JtMJ(n, F);
    const Dense by_taken(n, taken_actions(s, states));

    Result result{.table = {.columns = {"what", "states", "way", "value", "least", "greatest", "threads"}}};
    result.figures = {{"hessian_against_scores", relative_difference(by_hessian, by_scores)},
                      {"JtMJ_against_scores", relative_difference(by_JtMJ, by_scores)},
                      {"taken_against_scores", relative_difference(by_taken, by_scores)}};
    for (const auto& [name, value] : result.figures)
        result.table.add({"relative difference", fmt::format("{}", states), name, number(value), "", "", ""});

    // The estimate from the actions that were taken comes closer with the number of states, like one over its root
    Curve sampled{.name = "one action a state"};
    std::vector<int> counts{64, 256, 1024};
    if (options.quick) counts = {64, 256};
    for (const int count : counts) {
        const double off =
            relative_difference(Dense(n, taken_actions(s, count)),
                                Dense(n, rl::Fisher(s.policy, s.theta, s.batch.observations.rows(0, count), 0)));
        sampled.x.push_back(count), sampled.y.push_back(off);
        result.table.add({"relative difference", fmt::format("{}", count), "taken", number(off), "", "", ""});
    }

    // What a product costs, on one thread, all that can be kept being kept. The gradient and the two curvatures work through
    // the same shards.
    const OneThread alone;
    const char* ways[] = {"gradient", "outer products", "Hessian of the KL", "JtMJ"};
    std::vector<Curve> costs{{.name = "a gradient", .dashed = true},
                             {.name = "outer products"},
                             {.name = "Hessian of the KL"},
                             {.name = "JᵀMJ"}};
    const Student large({.hidden = {64, 64}, .iterations = 0, .batch_steps = 4096});
    const Tensor v = large.theta;
    for (int batch = 64; batch <= (options.quick ? 256 : 4096); batch *= 4) {
        const rl::Batch part = rl::rows(large.batch, 0, batch);
        const rl::Fisher product(large.policy, large.theta, part.observations, 0);
        std::deque<Recorded> kept;
        for (const nn::Shard& shard : nn::cut(batch)) kept.emplace_back(large, batch, shard);
        const Timed timed = in_turns({[&] { rl::policy_gradient(large.policy, large.theta, part); },
                                      [&] {  // the scores cannot be kept: they are batch times n numbers
                                          Tensor sum = Tensor::zeros(v.shape());
                                          for (int i = 0; i < batch; ++i) {
                                              const Tensor one = score(large, i, part.actions.rows(i, i + 1));
                                              sum = sum + static_cast<ad::Real>(ad::dot(one, v)) * one;
                                          }
                                      },
                                      [&] {
                                          Tensor sum = Tensor::zeros(v.shape());
                                          for (const Recorded& piece : kept)
                                              sum = sum + ad::jvp(piece.gradient, piece.theta, v);
                                      },
                                      [&] { product(v); }},
                                     options.quick ? 3 : 15);
        for (std::size_t k = 0; k < costs.size(); ++k) {
            const Spread seconds = timed.of(k), ratio = timed.ratio(k, 0);
            costs[k].x.push_back(batch), costs[k].y.push_back(1e6 * seconds.median);
            result.table.add({"microseconds", fmt::format("{}", batch), ways[k], number(1e6 * seconds.median),
                              number(1e6 * seconds.least), number(1e6 * seconds.greatest), "1"});
            result.table.add({"over a gradient", fmt::format("{}", batch), ways[k], number(ratio.median),
                              number(ratio.least), number(ratio.greatest), "1"});
            result.figures[fmt::format("{} over gradient {}", ways[k], batch)] = ratio.median;
        }
        const auto over = [&](std::size_t k) { return timed.ratio(k, 0).median; };
        result.figures["scores_over_gradient"] = over(1), result.figures["hessian_over_gradient"] = over(2);
        result.figures["JtMJ_over_gradient"] = over(3);
    }
    result.figures["taken_few"] = sampled.y.front(), result.figures["taken_many"] = sampled.y.back();
    result.figure = {"The Fisher matrix three ways (CartPole-v1, seed 0)",
                     {{.title = fmt::format("sampled actions against the expectation, {} parameters", n),
                       .x_label = "states",
                       .y_label = "relative difference of the matrices",
                       .curves = {sampled},
                       .log_x = true,
                       .log_y = true},
                      {.title = fmt::format("one product, {} parameters", large.policy.layout().size()),
                       .x_label = "batch (states)",
                       .y_label = "processor time on one thread (µs)",
                       .curves = costs,
                       .log_x = true,
                       .log_y = true}}};
    const auto& f = result.figures;
    result.words = {
        fmt::format("On {} states the Hessian of the KL differs from the outer products of the scores by {}, JᵀMJ by "
                    "{}: rounding.",
                    states, number(f.at("hessian_against_scores")), number(f.at("JtMJ_against_scores"))),
        fmt::format("Outer products of the actions that were taken are an estimate: off by {:.0f} % on {} states, by "
                    "{:.0f} % on {}.",
                    100 * f.at("taken_few"), counts.front(), 100 * f.at("taken_many"), counts.back()),
        fmt::format(
            "On one thread and the largest batch a product takes {:.1f} gradients by outer products, {:.2f} by the "
            "Hessian of the KL, {:.2f} by JᵀMJ (medians of the ratio within a round).",
            f.at("scores_over_gradient"), f.at("hessian_over_gradient"), f.at("JtMJ_over_gradient"))};
    return result;
}

}  // namespace surefoot::lab
