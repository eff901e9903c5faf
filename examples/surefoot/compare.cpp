#include "examples/surefoot/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "examples/surefoot/commands.hpp"
#include "examples/surefoot/options.hpp"
#include "examples/surefoot/process.hpp"

namespace surefoot::program {
namespace {

std::string steps(double value) { return std::isfinite(value) ? fmt::format("{:.0f}", value) : "never"; }
std::string seconds(double value) { return std::isfinite(value) ? fmt::format("{:.2f}", value) : "never"; }

// Letters, not bytes: the table holds ± and the like.
std::size_t letters(const std::string& text) {
    std::size_t count = 0;
    for (const char c : text) count += (c & 0xC0) != 0x80 ? 1 : 0;
    return count;
}

}  // namespace

std::vector<std::vector<std::string>> comparison(const std::vector<Group>& groups, std::optional<double> given) {
    std::vector<std::vector<std::string>> table{
        {"runs", "seeds", "final return", "threshold", "reached by", "median steps to it", "median seconds to it"}};
    for (const Group& group : groups) {
        const std::optional<double> threshold = threshold_of(group, given);
        const Summary s = summarize(group, threshold);
        // What it is, and of several seeds the interval.
        const auto with_interval = [&](const Interval& i, const auto& text) {
            return s.seeds > 1 ? fmt::format("{} [{}, {}]", text(i.value), text(i.low), text(i.high)) : text(i.value);
        };
        const auto score = [](double value) { return fmt::format("{:.1f}", value); };
        std::vector<std::string> row{group.label, fmt::format("{}", s.seeds), score(s.final_score.value)};
        if (s.seeds > 1)
            row.back() = fmt::format("{:.1f} ± {:.1f} [{:.1f}, {:.1f}]", s.final_score.value, s.deviation,
                                     s.final_score.low, s.final_score.high);
        if (threshold) {
            row.push_back(fmt::format("{}", *threshold));
            row.push_back(fmt::format("{} of {}", s.reached, s.seeds));
            row.push_back(with_interval(*s.steps, steps));
            row.push_back(with_interval(*s.seconds, seconds));
        }
        row.resize(table[0].size());
        table.push_back(row);
    }
    return table;
}

void compare(const CompareOptions& options) {
    std::optional<double> threshold;
    if (options.threshold) threshold = real_number("--threshold", *options.threshold);
    std::vector<std::string> left_out;
    const std::vector<Group> groups = read_groups(options.runs, left_out);
    for (const std::string& line : left_out) remark(line);
    const auto table = comparison(groups, threshold);
    std::vector<std::size_t> widths(table[0].size());
    for (const auto& row : table)
        for (std::size_t k = 0; k < row.size(); ++k) widths[k] = std::max(widths[k], letters(row[k]));
    for (const auto& row : table) {
        std::string line;
        for (std::size_t k = 0; k < row.size(); ++k)
            line += row[k] + std::string(widths[k] - letters(row[k]) + (k + 1 < row.size() ? 3 : 0), ' ');
        fmt::print("{}\n", line.substr(0, line.find_last_not_of(' ') + 1));
    }
    const bool several = std::any_of(groups.begin(), groups.end(), [](const Group& g) { return g.runs.size() > 1; });
    if (several) fmt::print("{}\n", explanation);
}

}  // namespace surefoot::program
