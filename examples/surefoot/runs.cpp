#include "examples/surefoot/runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>

#include "nn/rng.hpp"
#include "rl/envs/environments.hpp"
#include "rl/runs/run_directory.hpp"

namespace surefoot::program {

namespace fs = std::filesystem;

namespace {

using Described = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t longest_name = 24;

// What each group of a task says differently from another.
void tell_apart(std::span<Group> groups) {
    std::map<std::string, std::set<std::string>> values;  // of each key, over the groups
    std::map<std::string, std::size_t> holders;
    for (const Group& group : groups)
        for (const auto& [key, value] : described(group.config())) values[key].insert(value), ++holders[key];
    const bool one_algorithm = values["algorithm"].size() == 1;
    for (Group& group : groups)
        for (const auto& [key, value] : described(group.config())) {
            if (values[key].size() == 1 && holders[key] == groups.size()) continue;
            // Of other algorithms, the settings that just one of them has tell nothing more.
            if (!one_algorithm && values[key].size() == 1 && key != "from") continue;
            group.differences.push_back(key == "algorithm" ? value : fmt::format("{}={}", key, value));
        }
}

// A short name for each group of a task: its differences, or else the end of its path that no other group has.
void name(std::span<Group> groups) {
    const auto path_end = [](const Group& group, int parts) {
        fs::path end;
        fs::path whole = group.runs[0].path.lexically_normal();
        if (group.runs.size() > 1) whole = whole.parent_path();
        for (; parts > 0 && whole.has_filename(); --parts, whole = whole.parent_path())
            end = end.empty() ? whole.filename() : whole.filename() / end;
        return end.string();
    };
    for (Group& group : groups) {
        group.name = fmt::format("{}", fmt::join(group.differences, ", "));
        if (group.name.empty()) group.name = group.config().algorithm;
        if (group.name.size() <= longest_name) {
            group.differences.clear();
            continue;
        }
        int parts = 1;
        const auto taken = [&] {
            return std::any_of(groups.begin(), groups.end(), [&](const Group& other) {
                return &other != &group && path_end(other, parts) == path_end(group, parts);
            });
        };
        while (taken() && path_end(group, parts) != path_end(group, parts + 1)) ++parts;
        group.name = path_end(group, parts);
    }
}

// As many values as there are, each drawn from all of them.
std::vector<double> resampled(const std::vector<double>& values, nn::Rng& rng) {
    std::vector<double> sample(values.size());
    for (double& value : sample) value = values[static_cast<std::size_t>(rng.below(static_cast<int>(values.size())))];
    return sample;
}

// A statistic with the interval that holds it in 95 % of resamplings.
template <class Resampled>
Interval bootstrap(double value, Resampled statistic) {
    constexpr int resamplings = 10'000;
    nn::Rng rng(0, "bootstrap");
    std::vector<double> statistics;
    for (int k = 0; k < resamplings; ++k) statistics.push_back(statistic(rng));
    std::sort(statistics.begin(), statistics.end());
    return {value, statistics[resamplings * 25 / 1000], statistics[resamplings * 975 / 1000 - 1]};
}

Interval bootstrap(const std::vector<double>& values, double (*statistic)(std::vector<double>)) {
    return bootstrap(statistic(values), [&](nn::Rng& rng) { return statistic(resampled(values, rng)); });
}

double mean(std::vector<double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

double interquartile_mean(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto cut = static_cast<std::ptrdiff_t>(values.size() / 4);
    return mean({values.begin() + cut, values.end() - cut});
}

double share_better(const std::vector<double>& a, const std::vector<double>& b) {
    double better = 0;
    for (const double x : a)
        for (const double y : b) better += x > y ? 1 : x == y ? 0.5 : 0;
    return better / static_cast<double>(a.size() * b.size());
}

}  // namespace

std::vector<Group> read_groups(const std::vector<std::string>& directories, std::vector<std::string>& left_out) {
    std::vector<Group> groups;
    std::set<fs::path> seen;
    for (const std::string& directory : directories)
        for (const fs::path& path : rl::runs_in(directory)) {
            if (!seen.insert(fs::weakly_canonical(path)).second)
                throw rl::ConfigError(fmt::format("{}: it is named twice", path.string()));
            RecordedRun run{path, rl::load_config(path), rl::load_progress(path).rows};
            if (std::none_of(run.rows.begin(), run.rows.end(),
                             [](const auto& row) { return score(row).has_value(); })) {
                left_out.push_back(fmt::format("{}: left out, for it has not finished an episode yet", path.string()));
                continue;
            }
            const auto alike = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
                return described(group.config()) == described(run.config);
            });
            if (alike == groups.end()) {
                groups.push_back({{std::move(run)}});
                continue;
            }
            const auto same = std::find_if(alike->runs.begin(), alike->runs.end(), [&](const RecordedRun& other) {
                return other.config.seed == run.config.seed;
            });
            if (same == alike->runs.end())
                alike->runs.push_back(std::move(run));
            else
                left_out.push_back(fmt::format("{}: left out, for it is seed {} once more, as {} is", path.string(),
                                               run.config.seed, same->path.string()));
        }
    if (groups.empty()) throw rl::ConfigError(left_out.empty() ? "no runs" : left_out[0]);
    std::map<std::string, std::size_t> tasks;  // in the order in which they were named
    for (const Group& group : groups) tasks.emplace(group.config().env, tasks.size());
    std::stable_sort(groups.begin(), groups.end(), [&](const Group& a, const Group& b) {
        return tasks.at(a.config().env) < tasks.at(b.config().env);
    });
    for (const std::span<Group> task : by_task(std::span(groups))) tell_apart(task), name(task);
    return groups;
}

Described described(const rl::TrainConfig& config) {
    Described pairs{{"algorithm", config.algorithm},
                    {"env", config.env},
                    {"steps", fmt::format("{}", config.steps)},
                    {"num_envs", fmt::format("{}", config.num_envs)}};
    if (!config.from.empty()) pairs.emplace_back("from", config.from);
    rl::TrainConfig copy = config;
    for (const rl::Setting& s : rl::settings(copy)) pairs.emplace_back(s.key, rl::text(s));
    return pairs;
}

std::optional<double> score(const rl::Progress& row) {
    return row.return_mean_100 ? row.return_mean_100 : row.return_mean;
}

Interval bootstrap_mean(const std::vector<double>& values) { return bootstrap(values, mean); }
Interval bootstrap_median(const std::vector<double>& values) { return bootstrap(values, median); }
Interval bootstrap_interquartile_mean(const std::vector<double>& values) {
    return bootstrap(values, interquartile_mean);
}
Interval probability_of_improvement(const std::vector<double>& a, const std::vector<double>& b) {
    return bootstrap(share_better(a, b), [&](nn::Rng& rng) {
        const std::vector<double> from_a = resampled(a, rng);
        return share_better(from_a, resampled(b, rng));
    });
}

std::vector<double> final_scores(const Group& group) {
    std::vector<double> finals;
    for (const RecordedRun& run : group.runs) {
        const auto last = std::find_if(run.rows.rbegin(), run.rows.rend(),
                                       [](const rl::Progress& row) { return score(row).has_value(); });
        finals.push_back(*score(*last));
    }
    return finals;
}

std::optional<double> threshold_of(const Group& group, std::optional<double> given) {
    return given ? given : rl::make_env(group.config().env)->spec().reward_threshold;
}

Summary summarize(const Group& group, std::optional<double> threshold) {
    constexpr double never = std::numeric_limits<double>::infinity();
    const std::vector<double> finals = final_scores(group);
    std::vector<double> steps, seconds;
    Summary summary{.seeds = group.runs.size()};
    for (const RecordedRun& run : group.runs) {
        if (!threshold) continue;
        const auto solved = std::find_if(run.rows.begin(), run.rows.end(), [&](const rl::Progress& row) {
            return row.return_mean_100 && *row.return_mean_100 >= *threshold;
        });
        const bool reached = solved != run.rows.end();
        summary.reached += reached ? 1 : 0;
        steps.push_back(reached ? static_cast<double>(solved->env_steps) : never);
        seconds.push_back(reached ? solved->seconds_total : never);
    }
    summary.final_score = bootstrap_mean(finals), summary.middle = bootstrap_interquartile_mean(finals);
    double squares = 0;
    for (const double value : finals) squares += std::pow(value - summary.final_score.value, 2);
    if (finals.size() > 1) summary.deviation = std::sqrt(squares / static_cast<double>(finals.size() - 1));
    if (threshold) summary.steps = bootstrap_median(steps), summary.seconds = bootstrap_median(seconds);
    return summary;
}

}  // namespace surefoot::program
