// Progress: what an iteration of a training run has to tell, and progress.csv, which has one row for each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rl/rungs/rung.hpp"

namespace surefoot::rl {

// What does not apply is absent, and an empty cell of the table.
struct Progress : Report {
    std::int64_t iteration = 0;
    std::int64_t env_steps = 0;  // so far
    std::int64_t episodes = 0;   // finished so far
    std::optional<double> return_mean, return_mean_100, return_std,
        length_mean;  // of the iteration's episodes; of the last 100
    double seconds_rollout = 0, seconds_update = 0, seconds_total = 0;
    std::optional<double> normalizer_kl;  // how far the observations' normalizer then moved the policy, in nats
};

std::string csv_header();
std::string csv_row(const Progress& progress);

// The cells that are not empty, with the names of their columns.
std::vector<std::pair<std::string, double>> numbers(const Progress& progress);

struct ProgressTable {
    std::vector<Progress> rows;            // their iterations count up; where rows were lost there are gaps
    std::vector<std::uint64_t> ends = {};  // how many bytes of the text there are up to the header's end and each row's
    std::string damage = {};  // what is wrong behind the last row, with the line's number; empty when nothing is

    // Up to an iteration: how many rows there are, and how many bytes of the text.
    std::size_t rows_until(std::int64_t iteration) const;
    std::uint64_t bytes_until(std::int64_t iteration) const;
};
// Reads it back, up to a header or a row that csv_header and csv_row do not write or that does not count on. A last line that
// does not end is what a crash cut off, and left out.
ProgressTable parse_progress(std::string_view csv);

}  // namespace surefoot::rl
