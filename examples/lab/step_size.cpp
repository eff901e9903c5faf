// The step size: plain policy gradient θ ← θ + α g over decades of α, by plain ascent and by Adam.   docs/10
//
// Too small a step learns too slowly for any budget of samples. Too large a one collapses the policy: it takes one action
// whatever it sees, its episodes are short, and nothing in them says what would have been better.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "examples/lab/training.hpp"
#include "rl/rungs/vpg.hpp"

namespace surefoot::lab {
namespace {

// Nearly deterministic, and bad at it.
bool collapsed(const Run& run) { return run.final_return < 50 && run.entropy < 0.05; }

double share_collapsed(const SweepPoint& point) {
    return static_cast<double>(std::count_if(point.runs.begin(), point.runs.end(), collapsed)) /
           static_cast<double>(point.runs.size());
}

// Plain ascent with too long a step, iteration by iteration: what the policy's own batches hold.
struct Batches {
    std::uint64_t seed;
    std::vector<double> iteration = {}, returned = {}, entropy = {}, rarer = {}, gradient = {};
    // It takes one action whatever it sees.
    bool collapsed() const { return returned.back() < 50 && rarer.back() < 0.01; }
};
Batches collect_while_stepping(double learning_rate, std::uint64_t seed, int iterations) {
    rl::VectorEnv envs("CartPole-v1", 4, seed);
    const rl::NetworkPolicy policy(envs.spec().observation, envs.spec().action);
    rl::Critic critic(envs.spec().observation, {}, seed);
    nn::Rng init(seed, "policy");
    ad::Tensor theta = policy.layout().initial(init);
    nn::Sgd ascent({.learning_rate = learning_rate});
    Batches batches{.seed = seed};
    for (int i = 1; i <= iterations; ++i) {
        const rl::Rollout rollout = rl::collect(envs, policy, theta, {.steps = 1024});
        const double ones = ad::dot(rollout.actions, rollout.actions) / rollout.size();  // share of action 1
        const rl::PolicyGradientStats step = rl::vpg(policy, theta, rollout, critic, ascent).step;
        batches.iteration.push_back(i), batches.returned.push_back(rl::summarize(rollout.episodes).return_mean);
        batches.entropy.push_back(step.entropy), batches.rarer.push_back(std::min(ones, 1 - ones));
        batches.gradient.push_back(step.gradient_norm);
    }
    return batches;
}

}  // namespace

Result step_size(const Options& options) {
    rl::TrainConfig plain = rl::default_config("vpg", "CartPole-v1");
    plain.steps = options.quick ? 60'000 : 150'000;
    plain.of<rl::VpgSettings>().vpg.optimizer = "sgd";
    rl::TrainConfig adam = plain;
    adam.of<rl::VpgSettings>().vpg.optimizer = "adam";
    const int seeds = options.quick ? 2 : 10;
    const std::vector<double> alphas =
        options.quick ? std::vector{0.01, 1.0, 100.0} : std::vector{0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 100.0};
    const std::vector<double> adam_alphas =
        options.quick ? std::vector{1e-4, 1e-2, 1.0} : std::vector{1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 1.0};
    const std::vector<std::pair<std::string, std::vector<SweepPoint>>> sweeps{
        {"plain ascent", sweep(plain, "learning_rate", alphas, seeds)},
        {"Adam", sweep(adam, "learning_rate", adam_alphas, seeds)}};
    const auto &by_ascent = sweeps[0].second, &by_adam = sweeps[1].second;

    // The first seed that collapses and does not come back
    constexpr double too_long = 30;
    Batches seen{.seed = 0};
    int collapses = 0;
    for (std::uint64_t seed = 4; seed-- > 0;) {
        Batches batches = collect_while_stepping(too_long, seed, 40);
        if (!batches.collapsed()) continue;
        ++collapses, seen = std::move(batches);
    }

    Result result{.table = sweep_table(sweeps)};
    result.table.columns.insert(result.table.columns.end(), {"iteration", "rarer_action", "gradient_norm"});
    for (auto& row : result.table.rows) row.resize(result.table.columns.size());
    for (std::size_t i = 0; i < seen.iteration.size(); ++i)
        result.table.add({"plain ascent, batch by batch", number(too_long), fmt::format("{}", seen.seed), "",
                          number(seen.returned[i]), number(seen.entropy[i]), "", number(seen.iteration[i]),
                          number(seen.rarer[i]), number(seen.gradient[i])});
    result.figure = {fmt::format("Policy gradient on CartPole-v1, {} steps, seeds 0 to {}", plain.steps, seeds - 1),
                     sweep_panels(sweeps, "step size {/:Italic α}")};
    const std::string run = fmt::format("plain ascent, α = {}, seed {}", too_long, seen.seed);
    if (collapses > 0) {
        result.figure.panels.push_back(
            {.title = run + ": what its batches hold",
             .x_label = "iteration (1024 steps)",
             .y_label = "share of the steps; nats",
             .curves = {{.name = "share of the rarer action", .x = seen.iteration, .y = seen.rarer},
                        {.name = "entropy of the policy", .x = seen.iteration, .y = seen.entropy}},
             .y_range = {0, 0.72}});
        result.figure.panels.push_back(
            {.title = run + ": what there is to learn from them",
             .x_label = "iteration (1024 steps)",
             .y_label = "mean return; length of the gradient",
             .curves = {{.name = "mean return", .x = seen.iteration, .y = seen.returned},
                        {.name = "length of the policy gradient", .x = seen.iteration, .y = seen.gradient}},
             .log_y = true,
             .y_range = {1e-20, 1e3}});
    }
    const auto decades = [](const std::vector<double>& values) { return std::log10(values.back() / values.front()); };
    result.figures = {{"decades_swept", std::min(decades(alphas), decades(adam_alphas))},
                      {"decades_solved_plain", decades_solved(by_ascent)},
                      {"decades_solved_adam", decades_solved(by_adam)},
                      {"return_smallest", by_ascent.front().final_return().median},
                      {"return_largest", by_ascent.back().final_return().median},
                      {"collapsed_largest", share_collapsed(by_ascent.back())},
                      {"collapsed_largest_adam", share_collapsed(by_adam.back())},
                      {"best_share", std::max_element(by_ascent.begin(), by_ascent.end(),
                                                      [](auto& a, auto& b) { return a.solved() < b.solved(); })
                                         ->solved()},
                      {"seeds_collapsed_batch_by_batch", double(collapses)}};
    add_figures("plain", by_ascent, result.figures), add_figures("Adam", by_adam, result.figures);
    if (collapses > 0) {
        const std::size_t best = static_cast<std::size_t>(std::max_element(seen.returned.begin(), seen.returned.end()) -
                                                          seen.returned.begin());
        for (const auto& [when, i] :
             {std::pair{"first", std::size_t{0}}, {"best", best}, {"last", seen.iteration.size() - 1}}) {
            const auto name = [when = when](const char* what) { return fmt::format("{} {}", what, when); };
            result.figures[name("return")] = seen.returned[i], result.figures[name("entropy")] = seen.entropy[i];
            result.figures[name("rarer")] = seen.rarer[i], result.figures[name("gradient")] = seen.gradient[i];
            result.figures[name("iteration")] = seen.iteration[i];
        }
    }
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
    if (collapses > 0)
        result.words.push_back(fmt::format(
            "{} earns {:.0f} at its best, with the rarer action in {:.0f} % of its batch. At the end it is "
            "in {:.2f} % of it, the entropy is {} nats, the return {:.1f}, and the gradient is {} long, where it was "
            "{}.",
            run, f.at("return best"), 100 * f.at("rarer best"), 100 * f.at("rarer last"), number(f.at("entropy last")),
            f.at("return last"), number(f.at("gradient last")), number(f.at("gradient first"))));
    return result;
}

}  // namespace surefoot::lab
