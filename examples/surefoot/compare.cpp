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

// The table of one task, and below each row what is different in it where its name does not say so.
void print_table(std::span<const Group> groups, std::optional<double> threshold) {
    constexpr std::size_t line_length = 100;
    const auto table = comparison(groups, threshold);
    std::vector<std::size_t> widths(table[0].size());
    for (const auto& row : table)
        for (std::size_t k = 0; k < row.size(); ++k) widths[k] = std::max(widths[k], letters(row[k]));
    for (std::size_t r = 0; r < table.size(); ++r) {
        std::string line;
        for (std::size_t k = 0; k < widths.size(); ++k)
            line += table[r][k] + std::string(widths[k] - letters(table[r][k]) + 3, ' ');
        fmt::print("{}\n", line.substr(0, line.find_last_not_of(' ') + 1));
        line.clear();
        if (r > 0)
            for (const std::string& difference : groups[r - 1].differences) {
                if (!line.empty() && letters(line) + letters(difference) + 2 > line_length) {
                    fmt::print("{}\n", line);
                    line.clear();
                }
                line += (line.empty() ? "    " : ", ") + difference;
            }
        if (!line.empty()) fmt::print("{}\n", line);
    }
}

// Of each pair of groups with several seeds, how likely a run of the first is better than one of the second.
void print_improvements(std::span<const Group> groups) {
    for (std::size_t i = 0; i < groups.size(); ++i)
        for (std::size_t j = i + 1; j < groups.size(); ++j) {
            if (groups[i].runs.size() < 2 || groups[j].runs.size() < 2) continue;
            const Interval p = probability_of_improvement(final_scores(groups[i]), final_scores(groups[j]));
            fmt::print("{} is better than {} with a probability of {:.2f} [{:.2f}, {:.2f}]\n", groups[i].name,
                       groups[j].name, p.value, p.low, p.high);
        }
}

// A cell of a CSV file (RFC 4180).
std::string quoted(const std::string& cell) {
    if (cell.find_first_of(",\"\n") == std::string::npos) return cell;
    std::string safe(1, '"');
    for (const char c : cell) safe += c == '"' ? "\"\"" : std::string(1, c);
    return safe + '"';
}

// A row for each group of any task, with all digits and without words: for programs. Steps and seconds are inf where the median
// seed never came to the threshold.
void print_csv(const std::vector<Group>& groups, std::optional<double> given) {
    fmt::print(
        "env,algorithm,name,differences,seeds,final_return,final_return_low,final_return_high,final_return_std,"
        "middle_half,middle_half_low,middle_half_high,threshold,"
        "reached,steps,steps_low,steps_high,seconds,seconds_low,seconds_high\n");
    const auto interval = [](const std::optional<Interval>& i) {
        return i ? fmt::format("{},{},{}", i->value, i->low, i->high) : ",,";
    };
    for (const Group& group : groups) {
        const std::optional<double> threshold = threshold_of(group, given);
        const Summary s = summarize(group, threshold);
        fmt::print("{},{},{},{},{},{},{},{},{},{},{},{}\n", quoted(group.config().env),
                   quoted(group.config().algorithm), quoted(group.name),
                   quoted(fmt::format("{}", fmt::join(group.differences, " "))), s.seeds, interval(s.final_score),
                   s.seeds > 1 ? fmt::format("{}", s.deviation) : "", interval(s.middle),
                   threshold ? fmt::format("{}", *threshold) : "", threshold ? fmt::format("{}", s.reached) : "",
                   interval(s.steps), interval(s.seconds));
    }
}

}  // namespace

std::vector<std::vector<std::string>> comparison(std::span<const Group> groups, std::optional<double> given) {
    std::vector<std::vector<std::string>> table{{"runs", "seeds", "final return", "middle", "threshold", "reached",
                                                 "median steps to it", "median seconds to it"}};
    for (const Group& group : groups) {
        const std::optional<double> threshold = threshold_of(group, given);
        const Summary s = summarize(group, threshold);
        // What it is, and of several seeds the interval.
        const auto with_interval = [&](const Interval& i, const auto& text) {
            return s.seeds > 1 && i.low < i.high ? fmt::format("{} [{}, {}]", text(i.value), text(i.low), text(i.high))
                                                 : text(i.value);
        };
        const auto score = [](double value) { return fmt::format("{:.1f}", value); };
        std::vector<std::string> row{group.name, fmt::format("{}", s.seeds), score(s.final_score.value)};
        if (s.seeds > 1)
            row.back() = fmt::format("{:.1f} ± {:.1f} [{:.1f}, {:.1f}]", s.final_score.value, s.deviation,
                                     s.final_score.low, s.final_score.high);
        row.push_back(s.seeds > 3 ? with_interval(s.middle, score) : "");
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
    if (options.csv) return print_csv(groups, threshold);
    const auto tasks = by_task(std::span(groups));
    for (const std::span<const Group> task : tasks) {
        if (tasks.size() > 1) fmt::print("{}{}\n", task.data() == groups.data() ? "" : "\n", task[0].config().env);
        print_table(task, threshold);
        print_improvements(task);
    }
    const bool several = std::any_of(groups.begin(), groups.end(), [](const Group& g) { return g.runs.size() > 1; });
    if (several) fmt::print("{}\n", explanation);
}

}  // namespace surefoot::program
