// The ladder: all five rungs on CartPole-v1 with their defaults, to a mean return of 475 over 100 episodes.   docs/17
#include <fmt/format.h>

#include "examples/lab/training.hpp"
#include "nn/workers.hpp"

namespace lab {
Result ladder(const Options& options) {
    const int seeds = options.quick ? 1 : 10, limit = options.quick ? 20'000 : 400'000;
    Result result{.table = {.columns = {"algorithm", "seed", "steps_to_475", "seconds"}}};
    Panel panel{.title = "learning curves, seed by seed",
                .x_label = "environment steps",
                .y_label = "mean return of the last 100 episodes"};
    int colour = 0;
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
                              run.solved_at ? fmt::format("{}", *run.solved_at) : "", number(run.seconds)});
            panel.curves.push_back({.name = seed == 0 ? algorithm : "",
                                    .x = run.steps,
                                    .y = run.returns,
                                    .style = Style::line,
                                    .colour = colour});
        }
        ++colour;
        const Spread s = spread(steps), t = spread(seconds);
        result.figures["median_" + algorithm] = s.median, result.figures["greatest_" + algorithm] = s.greatest;
        result.figures["reached_" + algorithm] = reached;
        result.words.push_back(
            fmt::format("{:<9} steps {:.0f} ({:.0f} to {:.0f}), seconds {:.2f} ({:.2f} to {:.2f}), {} of {} seeds",
                        algorithm, s.median, s.least, s.greatest, t.median, t.least, t.greatest, reached, seeds));
    }
    result.figure = {fmt::format("The ladder on CartPole-v1, seeds 0 to {}", seeds - 1), {panel}};
    return result;
}

}  // namespace lab
