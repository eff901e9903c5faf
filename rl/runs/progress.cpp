#include "rl/runs/progress.hpp"

#include <fmt/format.h>

#include <cmath>
#include <locale>
#include <sstream>
#include <stdexcept>
#include <variant>

namespace surefoot::rl {
namespace {

struct Column {
    const char* name;
    std::variant<int Progress::*, std::int64_t Progress::*, double Progress::*, std::optional<int> Progress::*,
                 std::optional<double> Progress::*>
        member;
};

// The one list of them, in their order.
constexpr Column columns[] = {
    {"iteration", &Progress::iteration},
    {"env_steps", &Progress::env_steps},
    {"episodes", &Progress::episodes},
    {"return_mean", &Progress::return_mean},
    {"return_mean_100", &Progress::return_mean_100},
    {"return_std", &Progress::return_std},
    {"length_mean", &Progress::length_mean},
    {"kl", &Progress::kl},
    {"entropy", &Progress::entropy},
    {"surrogate_gain", &Progress::surrogate_gain},
    {"backtracks", &Progress::backtracks},
    {"cg_residual", &Progress::cg_residual},
    {"explained_variance", &Progress::explained_variance},
    {"seconds_rollout", &Progress::seconds_rollout},
    {"seconds_update", &Progress::seconds_update},
    {"seconds_total", &Progress::seconds_total},
    {"clipped", &Progress::clipped},
    {"normalizer_kl", &Progress::normalizer_kl},
};

template <class Number>
std::string cell(const Number& value) {
    return fmt::format("{}", value);
}
template <class Number>
std::string cell(const std::optional<Number>& value) {
    return value && std::isfinite(double(*value)) ? cell(*value) : std::string();
}

template <class Number>
void parse(std::string_view text, Number& value) {
    std::istringstream in{std::string(text)};
    in.imbue(std::locale::classic());
    in >> std::noskipws >> value;
    if (in.fail() || !in.eof()) throw std::runtime_error(fmt::format("`{}` is no number", text));
}
template <class Number>
void parse(std::string_view text, std::optional<Number>& value) {
    if (!text.empty()) parse(text, value.emplace());
}

// Calls f with each piece of `text` between separators.
template <class F>
void split(std::string_view text, char separator, F f) {
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        f(text.substr(begin, end - begin));
        begin = end + 1;
    }
}

Progress parse_row(std::string_view line) {
    Progress progress;
    std::size_t k = 0;
    split(line, ',', [&](std::string_view text) {
        if (k < std::size(columns)) std::visit([&](auto member) { parse(text, progress.*member); }, columns[k].member);
        ++k;
    });
    if (k != std::size(columns)) throw std::runtime_error(fmt::format("{} cells, not {}", k, std::size(columns)));
    return progress;
}

}  // namespace

std::string csv_header() {
    std::string line;
    for (const Column& column : columns) {
        if (&column != columns) line += ',';
        line += column.name;
    }
    return line + '\n';
}

std::string csv_row(const Progress& progress) {
    std::string line;
    for (const Column& column : columns) {
        if (&column != columns) line += ',';
        line += std::visit([&](auto member) { return cell(progress.*member); }, column.member);
    }
    return line + '\n';
}

std::vector<std::pair<std::string, double>> numbers(const Progress& progress) {
    std::vector<std::pair<std::string, double>> list;
    for (const Column& column : columns) {
        const auto value =
            std::visit([&](auto member) { return std::optional<double>(progress.*member); }, column.member);
        if (value && std::isfinite(*value)) list.emplace_back(column.name, *value);
    }
    return list;
}

ProgressTable parse_progress(std::string_view csv) {
    const std::string header = csv_header();
    if (header.starts_with(csv) && csv != header) return {};  // nothing, or a header that is still to be written
    if (!csv.starts_with(header))
        return {.rows = {}, .damage = "line 1: it is not the header of a progress.csv of this version"};
    ProgressTable table{.rows = {}, .ends = {header.size()}};
    for (std::size_t begin = header.size(), end; (end = csv.find('\n', begin)) != csv.npos; begin = end + 1) {
        try {
            Progress row = parse_row(csv.substr(begin, end - begin));
            const std::int64_t last = table.rows.empty() ? 0 : table.rows.back().iteration;
            if (row.iteration <= last)
                throw std::runtime_error(fmt::format("iteration {} stands behind {}", row.iteration, last));
            table.rows.push_back(std::move(row));
        } catch (const std::runtime_error& e) {
            table.damage = fmt::format("line {}: {}", table.rows.size() + 2, e.what());
            break;
        }
        table.ends.push_back(end + 1);
    }
    return table;
}

std::size_t ProgressTable::rows_until(std::int64_t iteration) const {
    std::size_t count = 0;
    while (count < rows.size() && rows[count].iteration <= iteration) ++count;
    return count;
}
std::uint64_t ProgressTable::bytes_until(std::int64_t iteration) const {
    return ends.empty() ? 0 : ends[rows_until(iteration)];
}

}  // namespace surefoot::rl
