// Variance: what a log-probability's gradient is weighted with decides how noisy the policy gradient is.   docs/09 §5
//
// A policy is held fixed, and its gradient is estimated from single episodes in many ways, all on the same episodes. The
// rewards are not discounted, so that the whole return and the reward-to-go have the same expectation. Baselines and the
// critic were fitted to other episodes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "autodiff/arithmetic.hpp"
#include "examples/lab/training.hpp"
#include "rl/experience/advantage.hpp"
#include "rl/experience/baseline.hpp"

namespace surefoot::lab {
namespace {

using ad::Tensor;

// Mean and spread of an estimator over episodes, and of its difference from an unbiased one on the same episodes.
struct Estimate {
    Tensor sum, difference_sum;
    double squares = 0, difference_squares = 0;
    int n = 0;

    void add(const Tensor& g, const Tensor& unbiased) {
        const Tensor d = g - unbiased;
        if (n++ == 0)
            sum = g, difference_sum = d;
        else
            sum = sum + g, difference_sum = difference_sum + d;
        squares += ad::dot(g, g), difference_squares += ad::dot(d, d);
    }
    // Sum over the components of the variance of a single episode's estimate.
    double variance() const { return squares / n - ad::dot(sum, sum) / n / n; }
    // ‖E[g] − E[unbiased]‖², less what is left of the difference's own noise.
    double squared_bias() const {
        const double mean = ad::dot(difference_sum, difference_sum) / n / n;
        return mean - (difference_squares / n - mean) / n;
    }
    double bias_noise() const { return (difference_squares / n - ad::dot(difference_sum, difference_sum) / n / n) / n; }
};

}  // namespace

Result variance(const Options& options) {
    constexpr double gamma = 1;
    Student s({.iterations = 3, .batch_steps = 2048});
    const auto episodes = [&](int steps) {
        return rl::collect(s.envs, s.policy, s.theta, {.steps = steps, .whole_episodes = true});
    };

    // Fitted to episodes of their own
    const rl::Rollout earlier = episodes(options.quick ? 4'000 : 20'000);
    const auto earlier_G = rl::rewards_to_go(earlier, gamma);
    rl::Critic critic(s.envs.spec().observation,
                      {.gamma = gamma, .fit = {.minibatches = {.epochs = options.quick ? 10 : 20}}}, 1);
    critic.learn(earlier.observations, earlier_G);
    const double constant =
        std::accumulate(earlier_G.begin(), earlier_G.end(), 0.0) / static_cast<double>(earlier_G.size());
    const double optimal = rl::optimal_constant(s.policy, s.theta, earlier, earlier_G);

    const rl::Rollout rollout = episodes(options.quick ? 10'000 : 150'000);
    const auto G = rl::rewards_to_go(rollout, gamma);
    const auto V = critic.value(rollout.observations), final_V = critic.value(rollout.final_observations);
    ad::pool::vector<double> whole(G.size());
    for (const rl::Segment& e : rollout.segments)
        std::fill(whole.begin() + e.begin, whole.begin() + e.end, G[static_cast<std::size_t>(e.begin)]);
    const auto less = [&](double b) { return rl::difference(G, ad::pool::vector<double>(G.size(), b)); };

    struct Estimator {
        std::string name;
        ad::pool::vector<double> weights;
        Estimate spread = {};
    };
    std::vector<Estimator> estimators{{"whole return", whole},
                                      {"reward-to-go", G},
                                      {"constant baseline", less(constant)},
                                      {"optimal constant", less(optimal)},
                                      {"learned baseline", rl::difference(G, V)}};
    const std::vector<double> lambdas{1, 0.98, 0.95, 0.9, 0.8, 0.5, 0};
    for (const double lambda : lambdas)
        estimators.push_back({fmt::format("GAE {}", lambda), rl::gae(rollout, V, final_V, gamma, lambda)});

    constexpr std::size_t unbiased = 4;  // the learned baseline's: of those that are, the one that varies least
    std::vector<rl::Batch> weighted;
    for (const Estimator& estimator : estimators) weighted.push_back(rl::make_batch(rollout, estimator.weights));
    for (const rl::Segment& e : rollout.segments) {
        std::vector<Tensor> g;
        for (const rl::Batch& batch : weighted) {
            const rl::Batch part = rl::rows(batch, e.begin, e.end);
            g.push_back(static_cast<ad::Real>(e.end - e.begin) * rl::policy_gradient(s.policy, s.theta, part));
        }
        for (std::size_t k = 0; k < g.size(); ++k) estimators[k].spread.add(g[k], g[unbiased]);
    }

    const double n = static_cast<double>(rollout.segments.size());
    const Tensor mean = static_cast<ad::Real>(1 / n) * estimators[unbiased].spread.sum;
    const double size = ad::dot(mean, mean);
    Result result{
        .table = {.columns = {"estimator", "variance_over_squared_gradient", "bias_over_gradient", "bias_noise"}}};
    Curve bars{.style = Style::bars}, spread{.name = "variance"}, bias{.name = "squared bias"};
    for (std::size_t k = 0; k < estimators.size(); ++k) {
        const Estimate& of = estimators[k].spread;
        const double relative = of.variance() / size;
        const double off = std::sqrt(std::max(0.0, of.squared_bias()) / size),
                     noise = std::sqrt(of.bias_noise() / size);
        result.table.add({estimators[k].name, number(relative), number(off), number(noise)});
        result.figures["variance " + estimators[k].name] = relative;
        result.figures["bias " + estimators[k].name] = off;
        result.figures["noise " + estimators[k].name] = noise;
        if (k <= unbiased) {
            bars.x.push_back(static_cast<double>(k + 1)), bars.y.push_back(relative);
        } else {
            const double distance_from_one = 1 - lambdas[k - unbiased - 1];
            spread.x.push_back(distance_from_one), spread.y.push_back(relative);
            if (off > noise)
                bias.x.push_back(distance_from_one), bias.y.push_back(off * off);  // else it cannot be told from none
        }
    }
    result.figure = {fmt::format("Variance of the policy gradient from one episode, over its squared length "
                                 "(CartPole-v1, {} episodes, seed 0)",
                                 n),
                     {{.title = "the weights that have no bias",
                       .x_label = "what a log-probability's gradient is weighted with",
                       .y_label = "variance / ‖g‖²",
                       .curves = {bars},
                       .names = {"whole return", "reward-to-go", "constant", "optimal constant", "learned"}},
                      {.title = "GAE: bias against variance (undiscounted)",
                       .x_label = "1 − λ",
                       .y_label = "over ‖g‖²",
                       .curves = {spread, bias},
                       .log_y = true}}};
    const auto& f = result.figures;
    const double to_go = f.at("variance reward-to-go");
    for (const Estimator& estimator : estimators)
        result.figures["share " + estimator.name] = f.at("variance " + estimator.name) / to_go;
    result.figures["episodes"] = n;
    result.words = {
        fmt::format("Over {} episodes of one policy: counting only what came after an action leaves {:.0f} % of the "
                    "variance of the "
                    "whole return.",
                    n, 100 * to_go / f.at("variance whole return")),
        fmt::format("Of what is left, a constant baseline leaves {:.0f} %, the optimal constant {:.0f} %, a learned "
                    "one {:.0f} %.",
                    100 * f.at("variance constant baseline") / to_go, 100 * f.at("variance optimal constant") / to_go,
                    100 * f.at("variance learned baseline") / to_go),
        fmt::format("GAE with λ = 0.95 leaves {:.1f} %, and its expectation is off by {:.0f} % of the gradient's "
                    "length; with λ = 0 it "
                    "leaves {:.2f} %, and is off by {:.0f} %.",
                    100 * f.at("variance GAE 0.95") / to_go, 100 * f.at("bias GAE 0.95"),
                    100 * f.at("variance GAE 0") / to_go, 100 * f.at("bias GAE 0"))};
    return result;
}

}  // namespace surefoot::lab
