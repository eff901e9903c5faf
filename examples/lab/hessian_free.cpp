// Hessian-free: Gauss-Newton steps against Adam's on an autoencoder and in a valley, and what the damping does.   docs/24
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "examples/08_hessian_free/autoencoder.hpp"
#include "examples/08_hessian_free/race.hpp"
#include "examples/08_hessian_free/rosenbrock.hpp"
#include "examples/lab/lab.hpp"
#include "examples/lab/training.hpp"

namespace surefoot::lab {

namespace hf = surefoot::hessian_free;

namespace {

// Steps of one kind, and what was seen of each.
struct Ours {
    hf::Trace trace;
    std::vector<double> dampings = {}, ratios = {};
    int products = 0, refused = 0, shortened = 0;
};
Ours race(const hf::Problem& problem, const hf::HessianFreeConfig& config, const hf::Length& length,
          const hf::Costs& costs) {
    Ours ours;
    ours.trace = hf::race_hessian_free(problem, config, length, costs, [&](int, const hf::HessianFreeStep& step) {
        ours.dampings.push_back(step.damping), ours.ratios.push_back(step.ratio);
        ours.products += step.products;
        ours.refused += !step.accepted, ours.shortened += step.accepted && step.backtracks > 0;
    });
    return ours;
}

// Adam with the learning rate that does best by `better_than`.
struct Tuned {
    double rate = 0;
    hf::Trace trace = {};
};
Tuned tuned(const hf::Problem& problem, hf::AdamConfig config, const std::vector<double>& rates) {
    Tuned best;
    for (const double rate : rates) {
        config.learning_rate = rate;
        hf::Trace trace = hf::race_adam(problem, config);
        if (best.rate == 0 || trace.better_than(best.trace, config.target)) best = {rate, std::move(trace)};
    }
    return best;
}

Curve by_pass(const std::string& name, const hf::Trace& trace, bool dashed = false, int colour = -1) {
    return {.name = name,
            .x = {trace.passes.begin() + 1, trace.passes.end()},
            .y = {trace.losses.begin() + 1, trace.losses.end()},
            .style = Style::line,
            .dashed = dashed,
            .colour = colour};
}

Curve by_step(const std::string& name, const std::vector<double>& values, bool dashed = false) {
    Curve curve{.name = name, .y = values, .style = Style::line, .dashed = dashed};
    for (std::size_t i = 0; i < values.size(); ++i) curve.x.push_back(static_cast<double>(i));
    return curve;
}

}  // namespace

Result hessian_free(const Options& options) {
    const OneThread alone;
    Result result{.table = {.columns = {"problem", "method", "passes", "loss"}}};
    const auto keep = [&](const std::string& problem, const std::string& method, const hf::Trace& trace) {
        for (std::size_t i = 0; i < trace.losses.size(); ++i)
            result.table.add({problem, method, number(trace.passes[i]), number(trace.losses[i])});
    };

    // The autoencoder: as many steps for each damping, and for Adam about as many passes as they take
    const int curves = options.quick ? 64 : 500, side = options.quick ? 8 : 12, steps = options.quick ? 12 : 30;
    const hf::Autoencoder autoencoder(hf::pictures_of_curves(curves, side, 1));
    const hf::Costs costs = hf::measured_costs(autoencoder);
    Panel losses{.title = fmt::format("an autoencoder of {} curves", curves),
                 .x_label = "passes over the data, in gradients",
                 .y_label = "loss, nats a picture",
                 .log_x = true,
                 .log_y = true};
    Panel dampings{.title = "the damping, from three beginnings", .x_label = "step", .y_label = "λ", .log_y = true};
    Panel kept{.title = "the same steps with a damping that stays",
               .x_label = "step",
               .y_label = "loss, nats a picture",
               .log_y = true};
    const Ours adapted = race(autoencoder, {}, {steps}, costs);
    keep("autoencoder", "Gauss-Newton", adapted.trace);
    losses.curves.push_back(by_pass("Gauss-Newton", adapted.trace));
    kept.curves.push_back(by_step("adapted", adapted.trace.losses));
    for (const double damping : {100.0, 1.0, 0.01}) {
        const Ours run = damping == 1 ? adapted : race(autoencoder, {.damping = damping}, {steps}, costs);
        dampings.curves.push_back(by_step("from " + number(damping), run.dampings));
        result.figures["loss from " + number(damping)] = run.trace.losses.back();
        result.figures["damping in the end from " + number(damping)] = run.dampings.back();
        result.figures["refused from " + number(damping)] = run.refused;
    }
    for (const double damping : {1.0, 0.1, 0.01, 0.001}) {
        const Ours run = race(autoencoder, {.damping = damping, .adapts = false}, {steps}, costs);
        kept.curves.push_back(by_step("λ = " + number(damping), run.trace.losses, true));
        result.figures["loss with " + number(damping)] = run.trace.losses.back();
        result.figures["shortened with " + number(damping)] = run.shortened + run.refused;
        keep("autoencoder", "damping " + number(damping), run.trace);
    }
    const Ours cold = race(autoencoder, {.warm_start = 0}, {steps}, costs);
    const int minibatch = options.quick ? 16 : 64, passes = options.quick ? 300 : 1300;
    const Tuned minibatches = tuned(autoencoder, {.minibatch = minibatch, .passes = passes}, {3e-3, 1e-2, 3e-2});
    const Tuned whole = tuned(autoencoder, {.minibatch = curves, .passes = passes}, {3e-3, 1e-2, 3e-2});
    for (const auto& [name, run] : {std::pair{fmt::format("Adam, minibatches of {}", minibatch), &minibatches},
                                    {std::string("Adam, whole batch"), &whole}}) {
        keep("autoencoder", name, run->trace);
        losses.curves.push_back(by_pass(name, run->trace));
    }
    auto& f = result.figures;
    f["curves"] = curves, f["minibatch"] = minibatch, f["parameters"] = static_cast<double>(autoencoder.start().size());
    f["steps"] = steps, f["products"] = adapted.products, f["passes"] = adapted.trace.passes.back();
    f["adam passes"] = passes;
    f["product"] = costs.product, f["value"] = costs.value;
    f["loss at the start"] = adapted.trace.losses.front();
    f["loss gauss-newton"] = adapted.trace.losses.back();
    f["loss cold"] = cold.trace.losses.back(), f["products cold"] = cold.products;
    f["shortened"] = adapted.shortened, f["refused"] = adapted.refused;
    f["loss minibatches"] = minibatches.trace.losses.back(), f["rate minibatches"] = minibatches.rate;
    f["loss whole"] = whole.trace.losses.back(), f["rate whole"] = whole.rate;
    f["steps minibatches"] = static_cast<double>(passes) * ((curves + minibatch - 1) / minibatch);
    f["passes of minibatches to gauss-newton's loss"] = minibatches.trace.passes_to(adapted.trace.losses.back());

    // The valley, as it is and from some other sides. Adam's passes are tuned too, since its learning rate falls with them, and
    // of its settings that one counts which is best in the median over the sides.
    constexpr double target = 1e-8;
    const int dimensions = options.quick ? 8 : 64;
    const std::vector<int> horizons =
        options.quick ? std::vector{1000, 4000} : std::vector{1000, 2000, 4000, 8000, 16'000};
    Panel valley{.title = fmt::format("Rosenbrock's valley in {} dimensions", dimensions),
                 .x_label = "passes over the data, in gradients",
                 .y_label = "loss",
                 .log_x = true,
                 .log_y = true,
                 .y_range = {target / 10, 1e5}};
    for (const bool turned : {false, true}) {
        const std::string name = turned ? "rotated" : "as it is";
        std::vector<hf::Rosenbrock> sides;
        if (turned)
            for (std::uint64_t seed = 1; seed <= (options.quick ? 3 : 5); ++seed)
                sides.push_back(hf::Rosenbrock::rotated(dimensions, seed));
        else
            sides.emplace_back(dimensions);
        const hf::Costs a_product = hf::measured_costs(sides[0]);
        const auto middle = [](std::vector<Tuned> runs) {  // by when they are there
            std::ranges::sort(runs, {}, [](const Tuned& run) { return run.trace.passes_to(target); });
            return runs[runs.size() / 2];
        };
        Tuned adam;
        int tries = 0, reached = 0;
        for (const double rate : {1e-2, 3e-2, 1e-1, 3e-1, 1.0, 3.0, 10.0})
            for (const int passes : horizons) {
                std::vector<Tuned> runs;
                for (const hf::Rosenbrock& side : sides)
                    runs.push_back(
                        {rate, hf::race_adam(
                                   side, {.learning_rate = rate, .minibatch = 1, .passes = passes, .target = target})});
                const Tuned run = middle(runs);
                ++tries, reached += std::isfinite(run.trace.passes_to(target));
                if (adam.rate == 0 || run.trace.better_than(adam.trace, target)) adam = run;
            }
        std::vector<double> needed;
        for (const hf::Rosenbrock& side : sides)
            needed.push_back(race(side, {}, {1000, target}, a_product).trace.passes_to(target));
        const Ours ours = race(sides[0], {}, {1000, target}, a_product);
        valley.curves.push_back(by_pass("Gauss-Newton, " + name, ours.trace, turned, 0));
        valley.curves.push_back(by_pass("Adam, " + name, adam.trace, turned, 1));
        keep("valley " + name, "Gauss-Newton", ours.trace);
        keep("valley " + name, "Adam", adam.trace);
        f["valley steps " + name] = static_cast<double>(ours.dampings.size());
        f["valley products " + name] = ours.products, f["valley shortened " + name] = ours.shortened + ours.refused;
        f["valley passes " + name] = spread(needed).median, f["valley most passes " + name] = spread(needed).greatest;
        f["valley adam passes " + name] = adam.trace.passes_to(target), f["valley adam rate " + name] = adam.rate;
        f["valley adam settings " + name] = tries, f["valley adam settings that reach " + name] = reached;
        f["valley sides " + name] = static_cast<double>(sides.size());
    }
    f["dimensions"] = dimensions;
    result.figure = {"Gauss-Newton steps by conjugate gradients, and Adam with the best of its learning rates (seed 1)",
                     {losses, valley, dampings, kept}};
    result.words = {
        fmt::format(
            "The autoencoder's loss is {} after {:.0f} passes by Gauss-Newton steps, and after {} by Adam {} on the "
            "whole batch and {} on minibatches, from {}.",
            number(f["loss gauss-newton"]), f["passes"], passes, number(f["loss whole"]), number(f["loss minibatches"]),
            number(f["loss at the start"])),
        fmt::format(
            "From dampings of 100, 1 and 0.01 the rule ends at {}, {} and {}; with a damping that stays the best of "
            "four ends at {}.",
            number(f["loss from 100"]), number(f["loss from 1"]), number(f["loss from 0.01"]),
            number(std::min({f["loss with 1"], f["loss with 0.1"], f["loss with 0.01"], f["loss with 0.001"]}))),
        fmt::format(
            "Down the valley Gauss-Newton takes {:.0f} passes, and {:.0f} when it is rotated (the median of some "
            "rotations); Adam {:.0f} and {:.0f}.",
            f["valley passes as it is"], f["valley passes rotated"], f["valley adam passes as it is"],
            f["valley adam passes rotated"]),
        fmt::format("A product costs {:.2f} of a gradient, and {} steps took {} of them.", costs.product, steps,
                    adapted.products)};
    return result;
}

}  // namespace surefoot::lab
