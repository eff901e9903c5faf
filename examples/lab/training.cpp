#include "examples/lab/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <numeric>
#include <stdexcept>
#include <system_error>

#include "nn/parallel/workers.hpp"
#include "rl/rungs/trpo.hpp"

namespace surefoot::lab {

Spread spread(std::vector<double> values) {
    if (values.empty()) throw std::invalid_argument("spread: no values");
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return {(values[(n - 1) / 2] + values[n / 2]) / 2, values.front(), values.back()};
}

Run train(const rl::TrainConfig& config) {
    rl::Trainer trainer(config);
    Run run;
    const double start = processor_seconds();
    while (!trainer.done() && !run.solved_at) {
        const rl::Progress& p = trainer.iterate();
        const std::optional<double> mean = p.return_mean_100 ? p.return_mean_100 : p.return_mean;
        if (mean) run.final_return = *mean;
        run.entropy = p.entropy.value_or(0);
        run.largest_kl = std::max(run.largest_kl, p.kl.value_or(0));
        run.seconds = processor_seconds() - start;
        run.steps.push_back(static_cast<double>(p.env_steps));
        run.times.push_back(run.seconds);
        run.returns.push_back(p.return_mean.value_or(run.returns.empty() ? 0 : run.returns.back()));
        if (p.return_mean_100 && *p.return_mean_100 >= 475) run.solved_at = p.env_steps;
    }
    return run;
}

double SweepPoint::solved() const {
    const auto solved =
        std::count_if(runs.begin(), runs.end(), [](const Run& run) { return run.solved_at.has_value(); });
    return static_cast<double>(solved) / static_cast<double>(runs.size());
}

Spread SweepPoint::final_return() const {
    std::vector<double> returns;
    for (const Run& run : runs) returns.push_back(run.final_return);
    return spread(returns);
}

std::vector<SweepPoint> sweep(const rl::TrainConfig& config, const std::string& setting,
                              const std::vector<double>& values, int seeds) {
    std::vector<SweepPoint> points;
    for (const double value : values) points.push_back({value, std::vector<Run>(static_cast<std::size_t>(seeds))});
    nn::parallel_for(static_cast<int>(values.size()) * seeds, [&](int i) {
        SweepPoint& point = points[static_cast<std::size_t>(i / seeds)];
        rl::TrainConfig one = config;
        one.seed = static_cast<std::uint64_t>(i % seeds);
        rl::set(one, setting, fmt::format("{}", point.value));
        point.runs[static_cast<std::size_t>(i % seeds)] = train(one);
    });
    return points;
}

Curve learning_curve(const std::string& name, const std::vector<Run>& runs, std::vector<double> Run::*clock) {
    Curve curve{.name = name, .style = Style::line};
    std::vector<double> ends;
    for (const Run& run : runs) ends.push_back((run.*clock).back());
    const double end = spread(ends).median;
    for (int i = 1; i <= 60; ++i) {
        const double now = end * i / 60;
        std::vector<double> returns;
        for (const Run& run : runs) {
            const auto& times = run.*clock;
            const auto done = std::upper_bound(times.begin(), times.end(), now) - times.begin();
            if (done == 0) continue;
            returns.push_back(now > times.back() ? run.final_return : run.returns[static_cast<std::size_t>(done - 1)]);
        }
        if (returns.size() < runs.size()) continue;  // before all have had their first iteration
        std::sort(returns.begin(), returns.end());
        const std::size_t n = returns.size(), quarter = (n - 1) / 4;
        curve.x.push_back(now);
        curve.y.push_back(std::accumulate(returns.begin(), returns.end(), 0.0) / static_cast<double>(n));
        curve.low.push_back(returns[quarter]), curve.high.push_back(returns[n - 1 - quarter]);
    }
    return curve;
}

double decades_solved(const std::vector<SweepPoint>& points) {
    double least = 0, greatest = 0;
    for (const SweepPoint& p : points) {
        if (p.solved() < 0.5) continue;
        least = least == 0 ? p.value : std::min(least, p.value);
        greatest = std::max(greatest, p.value);
    }
    return least == 0 ? -1 : std::log10(greatest / least);
}

std::vector<Panel> sweep_panels(const std::vector<std::pair<std::string, std::vector<SweepPoint>>>& sweeps,
                                const std::string& x_label) {
    Panel returns{.title = "how well it acts at the end",
                  .x_label = x_label,
                  .y_label = "mean return of the last 100 episodes",
                  .log_x = true,
                  .y_range = {0, 520}};
    Panel shares{.title = "how many seeds reach 475",
                 .x_label = x_label,
                 .y_label = "share of the seeds",
                 .log_x = true,
                 .y_range = {0, 1.04}};
    for (const auto& [name, points] : sweeps) {
        Curve middle{.name = name + " (median, range)"}, share{.name = name};
        for (const SweepPoint& p : points) {
            const Spread returned = p.final_return();
            middle.x.push_back(p.value), middle.y.push_back(returned.median);
            middle.low.push_back(returned.least), middle.high.push_back(returned.greatest);
            share.x.push_back(p.value), share.y.push_back(p.solved());
        }
        returns.curves.push_back(middle);
        shares.curves.push_back(share);
    }
    return {returns, shares};
}

Table sweep_table(const std::vector<std::pair<std::string, std::vector<SweepPoint>>>& sweeps) {
    Table table{.columns = {"method", "value", "seed", "solved_at", "final_return", "entropy", "largest_kl"}};
    for (const auto& [name, points] : sweeps)
        for (const SweepPoint& p : points)
            for (std::size_t seed = 0; seed < p.runs.size(); ++seed) {
                const Run& run = p.runs[seed];
                table.add({name, number(p.value), fmt::format("{}", seed),
                           run.solved_at ? fmt::format("{}", *run.solved_at) : "", number(run.final_return),
                           number(run.entropy), number(run.largest_kl)});
            }
    return table;
}

void add_figures(const std::string& name, const std::vector<SweepPoint>& points,
                 std::map<std::string, double>& figures) {
    for (const SweepPoint& p : points) {
        const std::string at = name + " " + number(p.value);
        figures["solved " + at] = p.solved(), figures["return " + at] = p.final_return().median;
        if (p.solved() < 0.5) continue;
        std::vector<double> steps;
        for (const Run& run : p.runs)
            if (run.solved_at) steps.push_back(static_cast<double>(*run.solved_at));
        figures["steps " + at] = spread(steps).median;
    }
}

double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

OneThread::OneThread() : before_(nn::threads()) { nn::set_threads(1); }
OneThread::~OneThread() {
    try {
        nn::set_threads(before_);
    } catch (const std::system_error&) {}  // then it stays one
}

Spread Timed::ratio(std::size_t kind, std::size_t over) const {
    std::vector<double> ratios;
    for (std::size_t round = 0; round < seconds.at(kind).size(); ++round)
        ratios.push_back(seconds[kind][round] / seconds.at(over)[round]);
    return spread(ratios);
}

Timed in_turns(const std::vector<std::function<void()>>& kinds, int rounds) {
    const auto time = [](const std::function<void()>& work, int times) {
        const double start = processor_seconds();
        for (int i = 0; i < times; ++i) work();
        return (processor_seconds() - start) / times;
    };
    Timed timed{.seconds = std::vector<std::vector<double>>(kinds.size())};
    std::vector<int> times;
    for (const auto& work : kinds) times.push_back(static_cast<int>(std::ceil(3e-3 / time(work, 1))));
    for (int round = 0; round < rounds; ++round)
        for (std::size_t k = 0; k < kinds.size(); ++k) timed.seconds[k].push_back(time(kinds[k], times[k]));
    return timed;
}

Student::Student(const Config& config)
    : envs("CartPole-v1", 8, config.seed),
      policy(envs.spec().observation, envs.spec().action, {.network = {.hidden = config.hidden}}),
      critic(envs.spec().observation, {}, config.seed) {
    nn::Rng init(config.seed, "policy");
    theta = policy.layout().initial(init);
    for (int i = 0;; ++i) {
        rollout = rl::collect(envs, policy, theta, {.steps = config.batch_steps});
        auto [judged, targets, explained_variance] = critic.judge(rollout);
        batch = judged;
        if (i == config.iterations) break;
        rl::trpo(policy, theta, batch, {});
        critic.learn(rollout.observations, targets);
    }
}

}  // namespace surefoot::lab
