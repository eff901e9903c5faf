// Runs that are looked at together: read from their directories, and put into groups that differ in nothing but the seed.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rl/runs/config.hpp"
#include "rl/runs/progress.hpp"

namespace surefoot::program {

struct RecordedRun {
    std::filesystem::path path;
    rl::TrainConfig config;
    std::vector<rl::Progress> rows;  // at least one with a score
};

struct Group {
    std::vector<RecordedRun> runs;
    std::string name =
        {};  // no other group's: what is different in it, "trpo", "max_kl=0.1", or where that is long, a directory
    std::vector<std::string> differences = {};  // from the others of its task, where the name does not say them
    const rl::TrainConfig& config() const { return runs[0].config; }
};

// From directories of runs, or of sweeps, which may be at work; those of one task stand together. Left out, with a line in `left_out` that says why: a run that
// has not finished an episode, and a second one of a seed that its group has already, which would count as a seed of its own
// and is none. Throws rl::ConfigError for a directory where there is no run, one that is named twice, and when nothing is
// left; std::runtime_error for a run that is damaged.
std::vector<Group> read_groups(const std::vector<std::string>& directories, std::vector<std::string>& left_out);

// Those of each task, of groups that stand together so.
template <class Any>
std::vector<std::span<Any>> by_task(std::span<Any> groups) {
    std::vector<std::span<Any>> tasks;
    for (std::size_t k = 0, begin = 0; k < groups.size(); ++k)
        if (k + 1 == groups.size() || groups[k + 1].config().env != groups[begin].config().env) {
            tasks.push_back(groups.subspan(begin, k + 1 - begin));
            begin = k + 1;
        }
    return tasks;
}

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
// The mean of the middle half: of n values in order, without the lowest and the highest ⌊n/4⌋. Steadier than a mean, and unlike a
// median it uses half of the values.   Agarwal et al. 2021, arXiv:2108.13264
Interval bootstrap_interquartile_mean(const std::vector<double>& values);
// How likely a run of a is better than one of b, ties counted as half: over all pairs, with seeds of both drawn anew.   Ibid.
Interval probability_of_improvement(const std::vector<double>& a, const std::vector<double>& b);

// What the runs of a group came to: score() of the last row that has one.
std::vector<double> final_scores(const Group& group);

struct Summary {
    std::size_t seeds = 0;
    Interval final_score = {}, middle = {};  // mean of the final scores, and their interquartile mean
    double deviation = 0;                    // of the final scores
    std::size_t reached = 0;                 // how many runs came to the threshold
    std::optional<Interval> steps = {},
                            seconds = {};  // until then, median over all seeds; infinite for those that did not
};
Summary summarize(const Group& group, std::optional<double> threshold);

// What a mean return must be for the task to count as solved: the given one, or the environment's own.
std::optional<double> threshold_of(const Group& group, std::optional<double> given);

}  // namespace surefoot::program
