// Cost: what second order costs, in time and multiply-adds for growing networks and batches, and TRPO beside PPO at equal
// samples and equal time. All of it on one thread.   docs/15
#include <fmt/format.h>

#include <iterator>

#include "examples/lab/training.hpp"
#include "rl/rungs/ppo.hpp"
#include "rl/rungs/trpo.hpp"
#include "rl/trust_region/fisher.hpp"

namespace surefoot::lab {
namespace {

constexpr const char* of_work[] = {"gradient", "Fisher-vector product", "TRPO update", "PPO update (10 epochs)"};
constexpr int inputs = 17, outputs = 6;

struct Cost {
    Timed time;                      // of each kind
    std::vector<double> multiplies;  // multiply-adds of the matrix products that each kind takes
};

// The multiply-adds of the products of a network with two hidden layers, for a batch: each layer's take part as often as
// docs/18 §1 counts, in a gradient 3 times, in a Fisher-vector product 4 times, and in both twice in the first layer. A TRPO
// update takes a pass for π_old, a gradient, the products of conjugate gradients and the trials of the line search; a PPO
// update a pass before and two behind its epochs.
std::vector<double> multiplies(int width, int samples, int cg_products, int trials, int epochs) {
    const double first = 1.0 * samples * inputs * width, others = 1.0 * samples * width * (width + outputs);
    const double pass = first + others, gradient = 2 * first + 3 * others, product = 2 * first + 4 * others;
    return {gradient, product, pass + gradient + cg_products * product + trials * pass, 3 * pass + epochs * gradient};
}

Cost measure(int width, int samples, int rounds) {
    const rl::Box observation{std::vector<double>(inputs, -10), std::vector<double>(inputs, 10)};
    const rl::Box action{std::vector<double>(outputs, -1), std::vector<double>(outputs, 1)};
    const rl::NetworkPolicy policy(observation, action, {.network = {.hidden = {width, width}}});
    nn::Rng rng(0, "cost");
    const ad::Tensor theta = policy.layout().initial(rng);
    const auto normals = [&](const ad::Shape& shape) {
        ad::Tensor x = ad::Tensor::uninitialized(shape);
        for (ad::Real& v : x.write()) v = static_cast<ad::Real>(rng.normal());
        return x;
    };
    const ad::Tensor observations = normals({samples, inputs});
    const rl::Batch batch{observations, rl::sample(policy(theta, observations), rng), normals({samples})};
    const rl::Fisher F(policy, theta, observations, 0.1);
    rl::TrpoConfig trpo;
    trpo.cg.tolerance = 0;  // all ten products, as on a batch that is no toy
    const rl::PpoConfig ppo;
    int trials = 0;
    Timed time = in_turns({[&] { rl::policy_gradient(policy, theta, batch); }, [&] { F(theta); },
                           [&] {
                               ad::Tensor moved = theta;
                               trials = 1 + rl::trpo(policy, moved, batch, trpo).backtracks;
                           },
                           [&] {
                               ad::Tensor moved = theta;
                               nn::Adam adam({});
                               rl::ppo(policy, moved, batch, adam, rng, ppo);
                           }},
                          rounds);
    return {std::move(time), multiplies(width, samples, trpo.cg.iterations, trials, ppo.minibatches.epochs)};
}

// Over the width or the batch; the figures are ratios within a round, `RATIO X_LABEL X`.
Panel growth(const std::string& title, const std::string& x_label, const std::vector<int>& xs,
             ad::FunctionRef<Cost(int)> at, Result& result) {
    Panel panel{.title = title,
                .x_label = x_label,
                .y_label = "processor time on one thread (ms)",
                .log_x = true,
                .log_y = true};
    for (const char* kind : of_work) panel.curves.push_back({.name = kind});
    for (const int x : xs) {
        const Cost cost = at(x);
        for (std::size_t k = 0; k < std::size(of_work); ++k) {
            const Spread seconds = cost.time.of(k), ratio = cost.time.ratio(k, 0);
            panel.curves[k].x.push_back(x), panel.curves[k].y.push_back(1e3 * seconds.median);
            result.table.add({x_label, fmt::format("{}", x), of_work[k], number(1e3 * seconds.median),
                              number(1e3 * seconds.least), number(1e3 * seconds.greatest), number(ratio.median),
                              number(ratio.least), number(ratio.greatest), number(cost.multiplies[k]),
                              number(cost.multiplies[k] / cost.multiplies[0]), "1", ""});
        }
        const auto ratio = [&](const std::string& name, std::size_t a, std::size_t b) {
            const std::string where = fmt::format(" {} {}", x_label, x);
            result.figures[name + where] = cost.time.ratio(a, b).median;
            result.figures[name + " by flops" + where] = cost.multiplies[a] / cost.multiplies[b];
        };
        ratio("product_over_gradient", 1, 0), ratio("trpo_over_gradient", 2, 0), ratio("ppo_over_trpo", 3, 2);
    }
    return panel;
}

}  // namespace

Result cost(const Options& options) {
    const OneThread alone;
    Result result{
        .table = {.columns = {"over", "at", "what", "milliseconds", "least", "greatest", "over_gradient", "least_ratio",
                              "greatest_ratio", "multiply_adds", "multiply_adds_over_gradient", "threads", "return"}}};
    const std::vector<int> widths = options.quick ? std::vector{16, 64} : std::vector{16, 32, 64, 128, 256, 512};
    const std::vector<int> batches = options.quick ? std::vector{512, 2048} : std::vector{512, 2048, 8192, 32768};
    const int rounds = options.quick ? 3 : 7;
    const Panel by_width = growth(
        "two hidden layers, 2048 samples", "width", widths, [&](int width) { return measure(width, 2048, rounds); },
        result);
    const Panel by_batch = growth(
        "two hidden layers of 64", "batch", batches, [&](int samples) { return measure(64, samples, rounds); }, result);

    // The same task, each with its defaults: what is reached after so many samples, and after so much time
    const int seeds = options.quick ? 1 : 6, steps = options.quick ? 20'000 : 90'000;
    Panel samples{.title = "CartPole-v1 at equal samples",
                  .x_label = "environment steps",
                  .y_label = "return of an iteration (mean, middle half)",
                  .y_range = {0, 510}};
    Panel seconds = samples;
    seconds.title = "the same at equal time", seconds.x_label = "processor seconds on one thread";
    for (const std::string algorithm : {"trpo", "ppo"}) {
        std::vector<Run> runs(static_cast<std::size_t>(seeds));
        for (int seed = 0; seed < seeds; ++seed) {
            rl::TrainConfig config = rl::default_config(algorithm, "CartPole-v1");
            config.seed = static_cast<std::uint64_t>(seed), config.steps = steps;
            runs[static_cast<std::size_t>(seed)] = train(config);
        }
        const std::string name = algorithm == "trpo" ? "TRPO" : "PPO";
        const Curve over_steps = learning_curve(name, runs, &Run::steps);
        for (std::size_t i = 0; i < over_steps.x.size(); ++i) {
            std::vector<std::string> row(result.table.columns.size());
            row[0] = algorithm + " after steps", row[1] = fmt::format("{:.0f}", over_steps.x[i]);
            row[2] = "return", row.back() = number(over_steps.y[i]);
            result.table.add(row);
        }
        samples.curves.push_back(over_steps), seconds.curves.push_back(learning_curve(name, runs, &Run::times));
        double time = 0, solved = 0;
        for (const Run& run : runs)
            time += run.seconds / seeds, solved += static_cast<double>(run.solved_at.value_or(steps)) / seeds;
        result.figures["seconds_" + algorithm] = time, result.figures["steps_" + algorithm] = solved;
    }
    auto& f = result.figures;
    const auto at_greatest = [&](const std::string& name) {
        return f.at(fmt::format("{} width {}", name, widths.back()));
    };
    f["product_over_gradient"] = at_greatest("product_over_gradient");
    f["trpo_over_gradient"] = at_greatest("trpo_over_gradient");
    f["ppo_over_trpo"] = at_greatest("ppo_over_trpo"),
    f["ppo_over_trpo by flops"] = at_greatest("ppo_over_trpo by flops");
    f["trpo_growth"] = by_batch.curves[2].y.back() / by_batch.curves[2].y.front();
    f["batch_growth"] = static_cast<double>(batches.back()) / batches.front();
    result.figure = {
        fmt::format(
            "What second order costs, on one thread ({} observed, {} action components; CartPole-v1, seeds 0 to {})",
            inputs, outputs, seeds - 1),
        {by_width, by_batch, samples, seconds}};
    result.words = {
        fmt::format("On one thread, in a network of width {} a Fisher-vector product takes {:.2f} times as long as a "
                    "gradient, and a whole TRPO update {:.1f} times (medians of the ratio within a round); by the "
                    "multiply-adds of their matrix products it would be {:.2f} and {:.1f}.",
                    widths.back(), f.at("product_over_gradient"), f.at("trpo_over_gradient"),
                    at_greatest("product_over_gradient by flops"), at_greatest("trpo_over_gradient by flops")),
        fmt::format(
            "There PPO's ten epochs of minibatches take {:.2f} times as long as TRPO's update, and {:.2f} times "
            "its multiply-adds.",
            f.at("ppo_over_trpo"), f.at("ppo_over_trpo by flops")),
        fmt::format("A batch {:.0f} times as large makes the update {:.0f} times as long.", f.at("batch_growth"),
                    f.at("trpo_growth")),
        fmt::format("On CartPole-v1 TRPO needs {:.0f} steps and {:.2f} s of one thread to 475 in the mean, PPO {:.0f} "
                    "steps and {:.2f} s.",
                    f.at("steps_trpo"), f.at("seconds_trpo"), f.at("steps_ppo"), f.at("seconds_ppo"))};
    return result;
}

}  // namespace surefoot::lab
