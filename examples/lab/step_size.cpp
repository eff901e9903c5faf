// The step size: plain policy gradient θ ← θ + α g over decades of α, by plain ascent and by Adam.   docs/10
//
// Too small a step learns too slowly for any budget of samples. Too large a one collapses the policy: it takes one action
// whatever it sees, its episodes are short, and nothing in them says what would have been better.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "examples/lab/training.hpp"

namespace lab {
namespace {

// Nearly deterministic, and bad at it.
bool collapsed(const Run& run) { return run.final_return < 50 && run.entropy < 0.05; }

double share_collapsed(const SweepPoint& point) {
    return static_cast<double>(std::count_if(point.runs.begin(), point.runs.end(), collapsed)) /
           static_cast<double>(point.runs.size());
}

}  // namespace

Result step_size(const Options& options) {
    rl::TrainConfig plain = rl::default_config("vpg", "CartPole-v1");
    plain.steps = options.quick ? 60'000 : 150'000;
    plain.vpg.optimizer = "sgd";
    rl::TrainConfig adam = plain;
    adam.vpg.optimizer = "adam";
    const int seeds = options.quick ? 2 : 4;
    const std::vector<double> alphas =
        options.quick ? std::vector{0.01, 1.0, 100.0} : std::vector{0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 100.0};
    const std::vector<double> adam_alphas =
        options.quick ? std::vector{1e-4, 1e-2, 1.0} : std::vector{1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 1.0};
    const std::vector<std::pair<std::string, std::vector<SweepPoint>>> sweeps{
        {"plain ascent", sweep(plain, "learning_rate", alphas, seeds)},
        {"Adam", sweep(adam, "learning_rate", adam_alphas, seeds)}};
    const auto &by_ascent = sweeps[0].second, &by_adam = sweeps[1].second;

    Result result{.table = sweep_table(sweeps)};
    result.figure = {fmt::format("Policy gradient on CartPole-v1, {} steps, seeds 0 to {}", plain.steps, seeds - 1),
                     sweep_panels(sweeps, "step size {/:Italic α}")};
    const auto decades = [](const std::vector<double>& values) { return std::log10(values.back() / values.front()); };
    result.figures = {{"decades_swept", std::min(decades(alphas), decades(adam_alphas))},
                      {"decades_solved_plain", decades_solved(by_ascent)},
                      {"decades_solved_adam", decades_solved(by_adam)},
                      {"return_smallest", by_ascent.front().final_return().median},
                      {"return_largest", by_ascent.back().final_return().median},
                      {"collapsed_largest", share_collapsed(by_ascent.back())},
                      {"collapsed_largest_adam", share_collapsed(by_adam.back())},
                      {"best_share", std::max_element(by_ascent.begin(), by_ascent.end(), [](auto& a, auto& b) {
                                         return a.solved() < b.solved();
                                     })->solved()}};
    const auto& f = result.figures;
    const auto band = [](double decades) {
        return decades < 0 ? std::string("at no step size") : fmt::format("over {:.1f} decades of step size", decades);
    };
    result.words = {
        fmt::format(
            "Over {:.0f} decades of step size and a budget of {} steps, plain ascent reaches 475 with at least half of "
            "the seeds {}, Adam {}.",
            f.at("decades_swept"), plain.steps, band(f.at("decades_solved_plain")), band(f.at("decades_solved_adam"))),
        fmt::format(
            "With the smallest step the mean return is {:.0f} after all those samples: it has hardly begun to learn.",
            f.at("return_smallest")),
        fmt::format("With the largest it is {:.0f}, and {:.0f} % of the policies have collapsed (nearly no entropy "
                    "left, return "
                    "below 50): they see only falling, and do not recover.",
                    f.at("return_largest"), 100 * f.at("collapsed_largest"))};
    return result;
}

}  // namespace lab
