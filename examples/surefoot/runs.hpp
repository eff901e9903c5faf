// Runs that are looked at together: read from their directories, and put into groups that differ in nothing but the seed.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "rl/config.hpp"
#include "rl/progress.hpp"

namespace surefoot {

struct RecordedRun {
    std::filesystem::path path;
    rl::TrainConfig config;
    std::vector<rl::Progress> rows;  // at least one
};

struct Group {
    std::string label;  // what tells it from the other groups: "trpo", "max_kl=0.1"
    std::vector<RecordedRun> runs;
    const rl::TrainConfig& config() const { return runs[0].config; }
};

// From directories of runs, or of sweeps. Throws rl::ConfigError for one where there is none or that is named twice, and
// std::runtime_error for one that is damaged or has no row yet.
std::vector<Group> read_groups(const std::vector<std::string>& directories);

// What a configuration says, without the seed, as pairs of a key and its value.
std::vector<std::pair<std::string, std::string>> described(const rl::TrainConfig& config);

// How good a run is at a row: the mean return of the last 100 episodes, or before there were so many that of the iteration's.
std::optional<double> score(const rl::Progress& row);

// A mean or median over seeds, with the interval that holds it in 95 % of resamplings of the seeds (the bootstrap: Efron 1979).
struct Interval {
    double value, low, high;
};
Interval bootstrap_mean(const std::vector<double>& values);
Interval bootstrap_median(const std::vector<double>& values);  // values may be infinite

struct Summary {
    std::size_t seeds = 0;
    Interval final_score = {};
    double deviation = 0;     // of the final scores
    std::size_t reached = 0;  // how many runs came to the threshold
    std::optional<Interval> steps = {},
                            seconds = {};  // until then, median over all seeds; infinite for those that did not
};
// Throws std::runtime_error for a run that never finished an episode.
Summary summarize(const Group& group, std::optional<double> threshold);

// What a mean return must be for the task to count as solved: the given one, or the environment's own.
std::optional<double> threshold_of(const Group& group, std::optional<double> given);

}  // namespace surefoot
