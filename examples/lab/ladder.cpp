// The ladder: all five rungs on CartPole-v1 with their defaults, to a mean return of 475 over 100 episodes.   docs/17
#include <fmt/format.h>

#include <algorithm>

#include "examples/lab/training.hpp"
#include "nn/parallel/workers.hpp"

namespace surefoot::lab {

Result ladder(const Options& options) {
    const int seeds = options.quick ? 1 : 10, limit = options.quick ? 20'000 : 400'000;
    constexpr double floor = 100 * 475;  // steps that a hundred episodes of that return take by themselves
    Result result{.table = {.columns = {"algorithm", "seed", "steps_to_475", "seconds", "above_the_floor"}}};
    Panel curves{.title = "learning curves, each to where half of its seeds have reached 475",
                 .x_label = "environment steps",
                 .y_label = "return of an iteration (mean, middle half)",
                 .y_range = {0, 510}};
    Panel above{.title = fmt::format("steps above the floor of {:.0f}", floor),
                .x_label = "rung",
                .y_label = "environment steps (median of the seeds)",
                .curves = {{.style = Style::bars}}};
    for (const std::string& algorithm : rl::algorithms()) {
        std::vector<Run> runs(static_cast<std::size_t>(seeds));
        nn::parallel_for(seeds, [&](int seed) {
            rl::TrainConfig config = rl::default_config(algorithm, "CartPole-v1");
            config.seed = static_cast<std::uint64_t>(seed), config.steps = limit;
            runs[static_cast<std::size_t>(seed)] = train(config);
        });
        std::vector<double> steps, seconds;
        int reached = 0;
        for (std::size_t seed = 0; seed < runs.size(); ++seed) {
            const Run& run = runs[seed];
            reached += run.solved_at.has_value();
            steps.push_back(static_cast<double>(run.solved_at.value_or(limit)));
            seconds.push_back(run.seconds);
            result.table.add({algorithm, fmt::format("{}", seed),
                              run.solved_at ? fmt::format("{}", *run.solved_at) : "", number(run.seconds),
                              run.solved_at ? fmt::format("{}", *run.solved_at - floor) : ""});
        }
        Curve curve = learning_curve(algorithm, runs, &Run::steps);
        curve.colour = static_cast<int>(above.names.size()), curve.dashed = algorithm == "npg";
        curves.curves.push_back(curve);
        const Spread s = spread(steps), t = spread(seconds);
        above.names.push_back(algorithm);
        above.curves[0].x.push_back(static_cast<double>(above.names.size()));
        above.curves[0].y.push_back(std::max(0.0, s.median - floor));
        auto& f = result.figures;
        f["median_" + algorithm] = s.median, f["least_" + algorithm] = s.least, f["greatest_" + algorithm] = s.greatest;
        f["above_floor_" + algorithm] = s.median - floor, f["reached_" + algorithm] = reached;
        f["seconds_" + algorithm] = t.median;
        f["least_seconds_" + algorithm] = t.least, f["greatest_seconds_" + algorithm] = t.greatest;
        const std::string from_floor =
            reached == seeds ? fmt::format(", {:.0f} above the floor", s.median - floor) : "";
        result.words.push_back(fmt::format(
            "{:<9} steps {:.0f} ({:.0f} to {:.0f}){}, seconds {:.2f} ({:.2f} to {:.2f}), {} of {} seeds", algorithm,
            s.median, s.least, s.greatest, from_floor, t.median, t.least, t.greatest, reached, seeds));
    }
    // NPG's curve, dashed, on top of TRPO's, which it follows
    std::swap(curves.curves.at(2), curves.curves.at(3));
    result.figure = {fmt::format("The ladder on CartPole-v1, seeds 0 to {}", seeds - 1), {curves, above}};
    return result;
}

}  // namespace surefoot::lab
