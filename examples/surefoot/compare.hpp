// The table that compares groups of runs, as text: its first row names the columns.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "examples/surefoot/runs.hpp"

namespace surefoot::program {

// A cell that does not apply is empty. `threshold` takes the place of the environments' own.
std::vector<std::vector<std::string>> comparison(std::span<const Group> groups, std::optional<double> threshold);

// What the cells of several seeds say.
constexpr const char* explanation =
    "Mean ± standard deviation over the seeds; in brackets what holds the mean, or the median, in 95 % of resamplings "
    "of "
    "them.\nThe middle is the interquartile mean (of four seeds and more).";

}  // namespace surefoot::program
