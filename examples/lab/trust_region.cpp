// The trust region: the same sweep as for the step size, over TRPO's radius δ, with nothing else tuned.   docs/14
#include <fmt/format.h>

#include <algorithm>

#include "examples/lab/training.hpp"

namespace surefoot::lab {

Result trust_region(const Options& options) {
    rl::TrainConfig trpo = rl::default_config("trpo", "CartPole-v1");
    trpo.steps = options.quick ? 60'000 : 150'000;
    const int seeds = options.quick ? 2 : 10;
    const std::vector<double> radii = options.quick
                                          ? std::vector{1e-4, 1e-2, 1.0}
                                          : std::vector{1e-5, 3e-5, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0};
    const std::vector<std::pair<std::string, std::vector<SweepPoint>>> sweeps{
        {"TRPO", sweep(trpo, "max_kl", radii, seeds)}};
    const auto& points = sweeps[0].second;

    double excess = 0;  // of the largest KL of any iteration over its radius
    for (const SweepPoint& p : points)
        for (const Run& run : p.runs) excess = std::max(excess, run.largest_kl / p.value);
    Result result{.table = sweep_table(sweeps)};
    result.figure = {fmt::format("TRPO on CartPole-v1, {} steps, seeds 0 to {}", trpo.steps, seeds - 1),
                     sweep_panels(sweeps, "radius {/:Italic δ} (nats)")};
    // The KL grows as the square of a step's length, so a decade of the radius is half a decade of length
    const double decades = decades_solved(points);
    result.figures = {{"decades_solved", decades},
                      {"decades_of_length", decades < 0 ? decades : decades / 2},
                      {"largest_kl_over_radius", excess}};
    add_figures("TRPO", points, result.figures);
    result.words = {
        fmt::format("TRPO reaches 475 within {} steps, with at least half of the seeds, over {:.1f} decades of its "
                    "radius. Length goes as the root of the radius: that is {:.1f} decades of length.",
                    trpo.steps, decades, result.figures["decades_of_length"]),
        fmt::format("The largest KL of any of its steps is {:.3f} of the radius: no step leaves the region.", excess)};
    return result;
}

}  // namespace surefoot::lab
