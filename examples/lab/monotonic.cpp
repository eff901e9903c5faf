// Monotonic improvement: the bound behind TRPO, computed exactly on a small Markov decision process.   docs/13
//
//     η(π') ≥ L(π') − C max_s KL(π ‖ π'),    C = 4 ε γ / (1 − γ)²,    ε = max |A|     (Schulman et al. 2015, eq. 9)
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "examples/lab/lab.hpp"
#include "examples/lab/process.hpp"

namespace surefoot::lab {

using namespace process;

Result monotonic(const Options& options) {
    const int iterations = options.quick ? 60 : 300;
    constexpr double delta = 0.01;
    Result result{.table = {.columns = {"method", "iteration", "eta", "surrogate", "penalty", "bound", "radius"}}};
    const Mdp mdp(1);
    Curve bounded{.name = "maximise the bound", .style = Style::line},
        radius{.name = fmt::format("step of radius δ = {}", delta), .style = Style::line};
    Curve truth{.name = "true return η(π')", .style = Style::line},
        lower{.name = "the bound", .style = Style::line, .dashed = true},
        model{.name = "surrogate L", .style = Style::line};

    double worst_rise = 1e300, worst_slack = 1e300;
    Policy pi = uniform();
    for (int i = 0; i < iterations; ++i) {
        const Evaluation e = evaluate(mdp, pi);
        const double C = penalty_factor(e);
        const Policy next = best_bound(e, pi, C);
        const double L = e.eta + surrogate_gain(e, next), penalty = C * max_kl(pi, next), eta = evaluate(mdp, next).eta;
        worst_rise = std::min(worst_rise, eta - e.eta), worst_slack = std::min(worst_slack, eta - (L - penalty));
        bounded.x.push_back(i), bounded.y.push_back(e.eta);
        result.table.add({"bound", fmt::format("{}", i), fmt::format("{:.12g}", e.eta), fmt::format("{:.12g}", L),
                          number(penalty), fmt::format("{:.12g}", L - penalty), ""});
        pi = next;
    }
    const double start_eta = bounded.y.front(), after_bound = evaluate(mdp, pi).eta;
    Policy stepped = uniform();
    for (int i = 0; i < iterations; ++i) {
        const Evaluation e = evaluate(mdp, stepped);
        radius.x.push_back(i), radius.y.push_back(e.eta);
        result.table.add({"radius", fmt::format("{}", i), fmt::format("{:.12g}", e.eta), "", "", "", number(delta)});
        stepped = best_within(e, stepped, delta);
    }

    // How soon each has gained nine tenths of what the better of them gains
    const double goal = start_eta + 0.9 * (std::max(after_bound, radius.y.back()) - start_eta);
    const auto iterations_to = [&](const Curve& curve) {
        return static_cast<double>(
            std::find_if(curve.y.begin(), curve.y.end(), [&](double eta) { return eta >= goal; }) - curve.y.begin());
    };

    // No promise: over many processes, does a step of some radius ever make the true return fall?
    int steps = 0, falls = 0, bound_falls = 0;
    double deepest = 0;
    std::uint64_t deepest_seed = 0;
    Policy before = uniform();  // of the deepest fall
    for (std::uint64_t seed = 0; seed < (options.quick ? 20u : 100u); ++seed) {
        const Mdp other(seed);
        Policy by_radius = uniform(), by_bound = uniform();
        for (int i = 0; i < 20; ++i) {
            const Evaluation e = evaluate(other, by_radius), b = evaluate(other, by_bound);
            const Policy next = best_within(e, by_radius, 1);
            const double change = evaluate(other, next).eta - e.eta;
            ++steps, falls += change < -1e-9;
            if (change < deepest) deepest = change, deepest_seed = seed, before = by_radius;
            by_radius = next;
            by_bound = best_bound(b, by_bound, penalty_factor(b));
            bound_falls += evaluate(other, by_bound).eta < b.eta - 1e-12;
        }
    }

    // From the policy of the deepest fall: the bound, its surrogate and the truth over the radius of the step
    const Mdp fallen(deepest_seed);
    const Evaluation start = evaluate(fallen, before);
    const double C = penalty_factor(start);
    double bound_to = 0, best_gain = 0, best_radius = 0, falls_from = 0;
    for (double r = 1e-7; r < 4; r *= 1.25) {
        const Policy next = best_within(start, before, r);
        const double L = surrogate_gain(start, next), penalty = C * max_kl(before, next);
        const double gain = evaluate(fallen, next).eta - start.eta;
        truth.x.push_back(r), truth.y.push_back(gain);
        model.x.push_back(r), model.y.push_back(L);
        if (L - penalty > -0.1) lower.x.push_back(r), lower.y.push_back(L - penalty);
        result.table.add({"one step", "", fmt::format("{:.12g}", start.eta + gain),
                          fmt::format("{:.12g}", start.eta + L), number(penalty),
                          fmt::format("{:.12g}", start.eta + L - penalty), number(r)});
        if (L - penalty > 0) bound_to = r;
        if (gain > best_gain) best_gain = gain, best_radius = r;
        if (gain < 0 && falls_from == 0) falls_from = r;
    }

    result.figures = {{"least_rise", worst_rise},
                      {"least_slack", worst_slack},
                      {"rise_by_bound", after_bound - start_eta},
                      {"rise_by_radius", evaluate(mdp, stepped).eta - start_eta},
                      {"iterations_by_bound", iterations_to(bounded)},
                      {"iterations_by_radius", iterations_to(radius)},
                      {"steps", double(steps)},
                      {"falls_by_radius", double(falls)},
                      {"falls_by_bound", double(bound_falls)},
                      {"deepest_fall", deepest},
                      {"iterations", double(iterations)},
                      {"one step: bound above 0 up to", bound_to},
                      {"one step: greatest true gain", best_gain},
                      {"one step: greatest true gain at", best_radius},
                      {"one step: true return falls from", falls_from},
                      {"one step: seed", double(deepest_seed)}};
    result.figure = {
        fmt::format("Monotonic improvement on a process of {} states, {} observations and {} actions, γ = {}, seed 1",
                    S, O, A, gamma),
        {{.title = "true return over iterations",
          .x_label = "iteration",
          .y_label = "η (discounted return)",
          .curves = {bounded, radius}},
         {.title = fmt::format("one step, of process {}: what it gains, and what is promised", deepest_seed),
          .x_label = "max KL of the step (nats)",
          .y_label = "gain over η(π)",
          .curves = {truth, model, lower},
          .log_x = true}}};
    const auto& f = result.figures;
    result.words = {fmt::format("In {} iterations that maximise the bound, the true return never fell (the least rise "
                                "was {}) and rose by {:.4f} in all; "
                                "it was never below the bound.",
                                iterations, number(f.at("least_rise")), f.at("rise_by_bound")),
                    fmt::format("It took {:.0f} iterations to nine tenths of what can be gained; steps of radius {} "
                                "took {:.0f}, with no such promise.",
                                f.at("iterations_by_bound"), delta, f.at("iterations_by_radius")),
                    fmt::format("On {} steps of radius 1 in many such processes, the true return fell {} times, by up "
                                "to {}; with the bound it fell {} times.",
                                steps, falls, number(-deepest), bound_falls),
                    fmt::format("From the policy of that deepest fall the bound promises a gain up to a KL of {}, the "
                                "true return gains most at {}, and falls from {} on, while the surrogate still rises.",
                                number(bound_to), number(best_radius), number(falls_from))};
    return result;
}

}  // namespace surefoot::lab
