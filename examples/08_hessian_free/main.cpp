// 08  Hessian-free optimisation: Gauss-Newton steps against Adam's, down valleys.
//
// The machinery of a trust region without any reinforcement learning: products with a curvature matrix that nobody forms,
// conjugate gradients, a line search. Here it is the loss itself that is modelled, and a damping that adapts takes the place of
// the radius. Two problems: an autoencoder with a code of six numbers, and Rosenbrock's valley. Chapter 24.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <tuple>
#include <vector>

#include "examples/08_hessian_free/autoencoder.hpp"
#include "examples/08_hessian_free/race.hpp"
#include "examples/08_hessian_free/rosenbrock.hpp"
#include "examples/plot/figure.hpp"
#include "examples/surefoot/process.hpp"
#include "nn/parallel/workers.hpp"
#include "nn/storage/file.hpp"

using namespace surefoot;

namespace {

namespace hf = hessian_free;

struct Options {
    std::string out = "runs/hessian_free";
    int pictures = 1000, side = 12, steps = 30, passes = 1300, minibatch = 64;
    int dimensions = 64, valley_steps = 100, valley_passes = 8000;
    int cg_iterations = hf::HessianFreeConfig{}.cg.iterations, threads = nn::cores();
    double damping = hf::HessianFreeConfig{}.damping;
    std::uint64_t seed = 1;
};

// A problem, and what each side may spend on it. Adam has its learning rate tuned: the tries are not counted against it.
struct Contest {
    std::string name, title;
    const hf::Problem& problem;
    int steps, passes, minibatch;  // steps by Gauss-Newton; passes over the data, and samples a step, for Adam
    std::vector<double> rates;
    double target = 0;  // a loss at which a race is over
};

struct Runner {
    std::string name;
    hf::Trace trace;
};

plot::Figure figure(const Contest& contest, const std::vector<Runner>& runners, std::size_t best,
                    std::vector<double> hf::Trace::*clock, const std::string& x_label) {
    plot::Panel panel{.title = contest.title, .x_label = x_label, .y_label = "loss", .log_x = true, .log_y = true};
    for (std::size_t i = 0; i < runners.size(); ++i)
        panel.curves.push_back({.name = runners[i].name,
                                .x = runners[i].trace.*clock,
                                .y = runners[i].trace.losses,
                                .style = plot::Style::line,
                                .dashed = i > 0 && i != best});
    return {.panels = {panel}, .panel_width = 720, .panel_height = 480};
}

// The races, their figures NAME_passes.svg and NAME_seconds.svg, and their curves as lines for a CSV.
std::string hold(const Contest& contest, const Options& options) {
    const hf::Costs costs = hf::measured_costs(contest.problem);
    fmt::print("{}: {} parameters\n", contest.title, contest.problem.start().size());
    hf::HessianFreeConfig config{.damping = options.damping};
    config.cg.iterations = options.cg_iterations;
    std::vector<Runner> runners{
        {"Gauss-Newton", hf::race_hessian_free(
                             contest.problem, config, {contest.steps, contest.target}, costs,
                             [&](int i, const hf::HessianFreeStep& step) {
                                 if (i % std::max(1, contest.steps / 10) != 0) return;
                                 fmt::print("  step {:4}  loss {:.4e}  damping {:.2e}  ratio {:5.2f}  products {:3}\n",
                                            i, step.loss, step.damping, step.ratio, step.products);
                                 std::fflush(stdout);
                             })}};
    for (const double rate : contest.rates) {
        runners.push_back(
            {fmt::format("Adam, {}", rate), hf::race_adam(contest.problem, {.learning_rate = rate,
                                                                            .minibatch = contest.minibatch,
                                                                            .passes = contest.passes,
                                                                            .target = contest.target,
                                                                            .seed = options.seed})});
        fmt::print("  Adam with a learning rate of {:<6}  loss {:.4e}\n", rate, runners.back().trace.losses.back());
        std::fflush(stdout);
    }
    std::size_t best = 1;  // of Adam's
    for (std::size_t i = 2; i < runners.size(); ++i)
        if (runners[i].trace.better_than(runners[best].trace, contest.target)) best = i;
    fmt::print("  measured: a product costs {:.2f} of a gradient, the loss {:.2f}\n", costs.product, costs.value);
    for (const std::size_t i : {std::size_t{0}, best})
        fmt::print("  measured: {} took {:.0f} passes and {:.2f} s to {:.4e}\n", runners[i].name,
                   runners[i].trace.passes.back(), runners[i].trace.seconds.back(), runners[i].trace.losses.back());

    const std::filesystem::path out = options.out;
    plot::write_svg(figure(contest, runners, best, &hf::Trace::passes, "passes over the data, in gradients"),
                    out / (contest.name + "_passes.svg"));
    plot::write_svg(figure(contest, runners, best, &hf::Trace::seconds, "seconds"),
                    out / (contest.name + "_seconds.svg"));
    std::string lines;
    for (const auto& [name, trace] : runners)
        for (std::size_t i = 0; i < trace.losses.size(); ++i)
            lines += fmt::format("{},\"{}\",{:.1f},{:.4f},{}\n", contest.name, name, trace.passes[i], trace.seconds[i],
                                 trace.losses[i]);
    return lines;
}

void run(const Options& options) {
    nn::set_threads(options.threads);
    std::filesystem::create_directories(options.out);
    const hf::Autoencoder autoencoder(hf::pictures_of_curves(options.pictures, options.side, options.seed),
                                      {.seed = options.seed});
    const hf::Rosenbrock valley(options.dimensions),
        rotated = hf::Rosenbrock::rotated(options.dimensions, options.seed);
    std::string csv = "problem,method,passes,seconds,loss\n";
    csv += hold({.name = "autoencoder",
                 .title = fmt::format("Autoencoder of {} curves", options.pictures),
                 .problem = autoencoder,
                 .steps = options.steps,
                 .passes = options.passes,
                 .minibatch = options.minibatch,
                 .rates = {1e-3, 3e-3, 1e-2}},
                options);
    for (const auto& [name, title, problem] :
         {std::tuple{"rosenbrock", "Rosenbrock's valley", &valley}, {"rotated", "The same valley, rotated", &rotated}})
        csv += hold({.name = name,
                     .title = fmt::format("{}, {} dimensions", title, options.dimensions),
                     .problem = *problem,
                     .steps = options.valley_steps,
                     .passes = options.valley_passes,
                     .minibatch = 1,
                     .rates = {3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1},
                     .target = 1e-8},
                    options);
    nn::replace_file(std::filesystem::path(options.out) / "curves.csv", csv);
    fmt::print("{}: the loss against passes and against seconds, two figures for each problem, and curves.csv\n",
               options.out);
}

}  // namespace

int main(int argc, char** argv) {
    program::settle_process();
    program::set_name("08_hessian_free");
    Options options;
    CLI::App app{"Gauss-Newton steps against Adam's, down valleys"};
    app.add_option("--out", options.out, "the folder for the figures")->capture_default_str();
    app.add_option("--pictures", options.pictures, "curves to learn from")->check(CLI::Range(1, 100'000));
    app.add_option("--side", options.side, "of a picture, in pixels")->check(CLI::Range(4, 64));
    app.add_option("--steps", options.steps, "Gauss-Newton steps for the autoencoder")->check(CLI::Range(1, 100'000));
    app.add_option("--passes", options.passes, "passes of Adam for the autoencoder")->check(CLI::Range(1, 1'000'000));
    app.add_option("--minibatch", options.minibatch, "pictures a step of Adam's")->check(CLI::Range(1, 100'000));
    app.add_option("--dimensions", options.dimensions, "of the valley")->check(CLI::Range(2, 10'000));
    app.add_option("--valley-steps", options.valley_steps, "Gauss-Newton steps down the valley")
        ->check(CLI::Range(1, 100'000));
    app.add_option("--valley-passes", options.valley_passes, "steps of Adam down the valley")
        ->check(CLI::Range(1, 10'000'000));
    app.add_option("--cg-iterations", options.cg_iterations, "products a step, at most")->check(CLI::Range(1, 10'000));
    app.add_option("--damping", options.damping, "of the first step")->check(CLI::PositiveNumber);
    app.add_option("--threads", options.threads, "they share the work")->check(CLI::Range(1, 1024));
    app.add_option("--seed", options.seed, "of the curves, the first weights and the orders");
    CLI11_PARSE(app, argc, argv);
    return program::status_of([&] { run(options); }, false);
}
