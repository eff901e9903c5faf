// The batch: TRPO on CartPole-v1 with batches of 128 to 16,384 steps, to the same return. Larger batches take fewer iterations, down
// to a number that no batch goes below, and more steps.   docs/25 §4
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "examples/lab/training.hpp"
#include "nn/parallel/workers.hpp"

namespace surefoot::lab {
namespace {

constexpr double goal = 475;
constexpr int enough = 20;  // episodes

struct ToTheGoal {
    double iterations, steps, seconds;  // until the last 20 episodes or more had a mean return of 475; infinite: never
};

// The mean goes over the iterations that it takes for twenty episodes: over one of a large batch, and several of a small.
ToTheGoal to_the_goal(const rl::TrainConfig& config) {
    rl::Trainer trainer(config);
    std::vector<std::pair<double, double>> recent;  // episodes of an iteration, and their mean return
    const double start = processor_seconds();
    std::int64_t episodes = 0;
    while (!trainer.done()) {
        const rl::Progress& now = trainer.iterate();
        if (now.return_mean) recent.emplace_back(now.episodes - episodes, *now.return_mean);
        episodes = now.episodes;
        double count = 0, sum = 0;
        for (auto it = recent.rbegin(); it != recent.rend() && count < enough; ++it)
            count += it->first, sum += it->first * it->second;
        if (count >= enough && sum / count >= goal)
            return {static_cast<double>(now.iteration), static_cast<double>(now.env_steps),
                    processor_seconds() - start};
    }
    constexpr double never = std::numeric_limits<double>::infinity();
    return {never, never, never};
}

// The batch at which both are twice the least: iterations = least (1 + critical / batch), by least squares of their logarithms.
// McCandlish et al. 2018, arXiv:1812.06162, eq. 2.11
struct Law {
    double least, critical;
};
Law fitted(const std::vector<double>& batches, const std::vector<double>& iterations) {
    Law best{0, 0};
    double least_error = std::numeric_limits<double>::infinity();
    for (double critical = 10; critical < 1e6; critical *= 1.01) {
        double mean = 0, error = 0;  // of log(iterations / (1 + critical / batch)), whose mean is the best constant
        for (std::size_t k = 0; k < batches.size(); ++k)
            mean += std::log(iterations[k] / (1 + critical / batches[k])) / static_cast<double>(batches.size());
        for (std::size_t k = 0; k < batches.size(); ++k)
            error += std::pow(std::log(iterations[k] / (1 + critical / batches[k])) - mean, 2);
        if (error < least_error) least_error = error, best = {std::exp(mean), critical};
    }
    return best;
}

}  // namespace

Result batch_size(const Options& options) {
    const int seeds = options.quick ? 2 : 5;
    const std::vector<int> batches =
        options.quick ? std::vector{512, 4096} : std::vector{128, 256, 512, 1024, 2048, 4096, 8192, 16384};
    std::vector<ToTheGoal> all(batches.size() * static_cast<std::size_t>(seeds));
    nn::parallel_for(static_cast<int>(all.size()), [&](int i) {
        rl::TrainConfig config = rl::default_config("trpo", "CartPole-v1");
        config.batch_steps = batches[static_cast<std::size_t>(i / seeds)];
        config.seed = static_cast<std::uint64_t>(i % seeds);
        config.num_envs = std::clamp(config.batch_steps / 256, 1, 32);
        config.steps = std::int64_t{1'000} * std::max(300, config.batch_steps / 10);
        all[static_cast<std::size_t>(i)] = to_the_goal(config);
    });

    Result result{.table = {.columns = {"batch", "seed", "iterations", "steps", "seconds"}}};
    Panel iterations{.title = "iterations to a mean return of 475",
                     .x_label = "batch, environment steps",
                     .y_label = "iterations (median, all seeds)",
                     .log_x = true,
                     .log_y = true};
    Panel steps = iterations;
    steps.title = "environment steps to it", steps.y_label = "environment steps (median, all seeds)";
    Curve i_curve{.name = "measured"}, s_curve{.name = "measured"};
    std::vector<double> xs, median_iterations;
    auto& f = result.figures;
    for (std::size_t k = 0; k < batches.size(); ++k) {
        std::vector<double> of_iterations, of_steps, of_seconds;
        for (int seed = 0; seed < seeds; ++seed) {
            const ToTheGoal& run = all[k * static_cast<std::size_t>(seeds) + static_cast<std::size_t>(seed)];
            result.table.add({fmt::format("{}", batches[k]), fmt::format("{}", seed), number(run.iterations),
                              number(run.steps), number(run.seconds)});
            of_iterations.push_back(run.iterations), of_steps.push_back(run.steps), of_seconds.push_back(run.seconds);
        }
        const Spread i = spread(of_iterations), s = spread(of_steps), t = spread(of_seconds);
        const std::string name = fmt::format(" {}", batches[k]);
        f["iterations" + name] = i.median, f["steps" + name] = s.median, f["seconds" + name] = t.median;
        f["most iterations" + name] = i.greatest;
        if (!std::isfinite(i.median)) continue;
        xs.push_back(batches[k]), median_iterations.push_back(i.median);
        i_curve.x.push_back(batches[k]), i_curve.y.push_back(i.median), i_curve.low.push_back(i.least),
            i_curve.high.push_back(i.greatest);
        s_curve.x.push_back(batches[k]), s_curve.y.push_back(s.median), s_curve.low.push_back(s.least),
            s_curve.high.push_back(s.greatest);
    }
    const Law law = fitted(xs, median_iterations);
    f["least iterations"] = law.least, f["critical batch"] = law.critical;
    Curve i_law{.name = "least (1 + critical / batch)", .style = Style::line, .dashed = true}, s_law = i_law;
    for (const double x : xs) {
        i_law.x.push_back(x), i_law.y.push_back(law.least * (1 + law.critical / x));
        s_law.x.push_back(x), s_law.y.push_back(law.least * (x + law.critical));
    }
    iterations.curves = {i_curve, i_law}, steps.curves = {s_curve, s_law};
    iterations.marks = steps.marks = {law.critical};
    result.figure = {fmt::format("TRPO on CartPole-v1, seeds 0 to {}", seeds - 1), {iterations, steps}};
    for (std::size_t k = 0; k < batches.size(); ++k) {
        const auto of = [&](const char* what) { return f.at(fmt::format("{} {}", what, batches[k])); };
        result.words.push_back(fmt::format(
            "A batch of {:>5}: {:.0f} iterations, {:.0f} steps, {:.2f} s of one core (medians of {} seeds).",
            batches[k], of("iterations"), of("steps"), of("seconds"), seeds));
    }
    result.words.push_back(
        fmt::format("The critical batch is {:.0f} steps: with so many, iterations and steps are both twice the least, "
                    "which are {:.1f} and {:.0f}.",
                    law.critical, law.least, law.least * law.critical));
    return result;
}

}  // namespace surefoot::lab
