// The command `report`: one page of HTML about some runs, which needs nothing else: no network, no library. Its figures answer where
// scripts run, and are pictures elsewhere and in print.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "examples/plot/chart.hpp"
#include "examples/plot/figure.hpp"
#include "examples/surefoot/commands.hpp"
#include "examples/surefoot/compare.hpp"
#include "examples/surefoot/options.hpp"
#include "examples/surefoot/page.hpp"
#include "examples/surefoot/process.hpp"
#include "examples/surefoot/runs.hpp"
#include "examples/surefoot/watch.hpp"
#include "examples/watch/player.hpp"
#include "nn/storage/file.hpp"
#include "rl/envs/env.hpp"
#include "rl/runs/run_directory.hpp"

namespace surefoot::program {
namespace {

namespace fs = std::filesystem;

using Quantity = std::function<std::optional<double>(const rl::Progress&)>;

struct Points {
    std::vector<double> x, y;
};

Points points(const RecordedRun& run, const Quantity& quantity) {
    Points p;
    for (const rl::Progress& row : run.rows)
        if (const auto value = quantity(row); value && std::isfinite(*value)) {
            p.x.push_back(static_cast<double>(row.env_steps));
            p.y.push_back(*value);
        }
    return p;
}

// The value at x, on the line between the points around it.
double at(const Points& p, double x) {
    const auto above = std::lower_bound(p.x.begin(), p.x.end(), x);
    const auto k = static_cast<std::size_t>(above - p.x.begin());
    if (k == 0) return p.y.front();
    if (k == p.x.size()) return p.y.back();
    const double share = (x - p.x[k - 1]) / (p.x[k] - p.x[k - 1]);
    return p.y[k - 1] + share * (p.y[k] - p.y[k - 1]);
}

constexpr std::size_t most_points = 400;  // that a panel can show of a curve

plot::Curve of_one_seed(std::uint64_t seed, const Points& p) {
    plot::Curve c{.name = fmt::format("seed {}", seed), .style = plot::Style::line};
    for (std::size_t k = 0, stride = p.x.size() / most_points + 1; k < p.x.size(); k += stride)
        c.x.push_back(p.x[k]), c.y.push_back(p.y[k]);
    return c;
}

// The mean over a group's seeds with a band of one standard deviation to either side, where all seeds have values, and the
// seeds; of one run, the run.
plot::Curve curve(const Group& group, const Quantity& quantity, int colour) {
    std::vector<Points> seeds;
    std::vector<plot::Curve> each;
    for (const RecordedRun& run : group.runs)
        if (Points p = points(run, quantity); !p.x.empty()) {
            each.push_back(of_one_seed(run.config.seed, p));
            seeds.push_back(std::move(p));
        }
    plot::Curve c{.name = group.name, .style = plot::Style::line, .colour = colour};
    if (seeds.empty()) return c;
    const auto begins = [](const Points& a, const Points& b) { return a.x.front() < b.x.front(); };
    const auto ends = [](const Points& a, const Points& b) { return a.x.back() < b.x.back(); };
    const double from = std::max_element(seeds.begin(), seeds.end(), begins)->x.front();
    const double to = std::min_element(seeds.begin(), seeds.end(), ends)->x.back();
    std::vector<double> xs;
    for (const double x : seeds[0].x)
        if (x >= from && x <= to) xs.push_back(x);
    const std::size_t stride = xs.size() / most_points + 1;
    for (std::size_t k = 0; k < xs.size(); k += stride) {
        double sum = 0, squares = 0;
        for (const Points& p : seeds) sum += at(p, xs[k]);
        const double mean = sum / static_cast<double>(seeds.size());
        for (const Points& p : seeds) squares += std::pow(at(p, xs[k]) - mean, 2);
        c.x.push_back(xs[k]), c.y.push_back(mean);
        if (seeds.size() < 2) continue;
        const double deviation = std::sqrt(squares / static_cast<double>(seeds.size() - 1));
        c.low.push_back(mean - deviation), c.high.push_back(mean + deviation);
    }
    if (each.size() > 1) c.runs = std::move(each);
    return c;
}

// A dashed line at a height, from the first to the last step.
plot::Curve level(const std::string& name, double height, const plot::Panel& panel, int colour) {
    double first = INFINITY, last = 0;
    for (const plot::Curve& c : panel.curves)
        if (!c.x.empty()) first = std::min(first, c.x.front()), last = std::max(last, c.x.back());
    return {.name = name,
            .x = {first, last},
            .y = {height, height},
            .style = plot::Style::line,
            .dashed = true,
            .colour = colour};
}

constexpr int grey = 6;  // of the palette

plot::Panel panel(const std::vector<Group>& groups, const std::string& title, const std::string& y_label,
                  const Quantity& quantity) {
    plot::Panel p{.title = title, .x_label = "environment steps", .y_label = y_label};
    for (std::size_t k = 0; k < groups.size(); ++k) {
        plot::Curve c = curve(groups[k], quantity, static_cast<int>(k % grey));
        if (!c.x.empty()) p.curves.push_back(std::move(c));
    }
    return p;
}

std::optional<double> radius(const rl::TrainConfig& config) {
    const std::string max_kl = rl::value_of(config, "max_kl");
    return max_kl.empty() ? std::optional<double>() : std::stod(max_kl);
}

// What each group spent its time on: seconds of collecting and of updating for a thousand steps, over all seeds.
plot::Panel time_split(const std::vector<Group>& groups) {
    plot::Panel p{.title = "Where the time goes", .y_label = "seconds for 1,000 steps", .bar_width = 0.36};
    plot::Curve collecting{.name = "collecting", .style = plot::Style::bars, .colour = 0};
    plot::Curve updating{.name = "updating", .style = plot::Style::bars, .colour = 1};
    for (const Group& group : groups) {
        double rollout = 0, update = 0, steps = 0;
        for (const RecordedRun& run : group.runs) {
            steps += static_cast<double>(run.rows.back().env_steps);
            for (const rl::Progress& row : run.rows) rollout += row.seconds_rollout, update += row.seconds_update;
        }
        p.names.push_back(group.name);
        const auto position = static_cast<double>(p.names.size());
        collecting.x.push_back(position - 0.2), collecting.y.push_back(1000 * rollout / steps);
        updating.x.push_back(position + 0.2), updating.y.push_back(1000 * update / steps);
    }
    p.curves = {collecting, updating};
    return p;
}

// The share of a group's seeds that ended above a return, over all returns.   Agarwal et al. 2021, arXiv:2108.13264, §4.1
plot::Panel performance_profile(const std::vector<Group>& groups) {
    plot::Panel p{
        .title = "Performance profile", .x_label = "return", .y_label = "share of the seeds that ended above it"};
    double least = INFINITY, greatest = -INFINITY;
    for (const Group& group : groups)
        for (const double score : final_scores(group))
            least = std::min(least, score), greatest = std::max(greatest, score);
    for (std::size_t k = 0; k < groups.size(); ++k) {
        std::vector<double> scores = final_scores(groups[k]);
        if (scores.size() < 2) continue;
        std::sort(scores.begin(), scores.end());
        plot::Curve c{.name = groups[k].name,
                      .x = {least},
                      .y = {1},
                      .style = plot::Style::line,
                      .colour = static_cast<int>(k % grey)};
        for (std::size_t i = 0; i < scores.size(); ++i) {
            const auto n = static_cast<double>(scores.size());
            for (const std::size_t below : {i, i + 1})
                c.x.push_back(scores[i]), c.y.push_back(1 - static_cast<double>(below) / n);
        }
        c.x.push_back(greatest), c.y.push_back(0);
        p.curves.push_back(std::move(c));
    }
    return p;
}

std::vector<plot::Panel> panels(const std::vector<Group>& groups) {
    std::vector<plot::Panel> all;
    const auto add = [&](plot::Panel p, const std::vector<std::pair<std::string, double>>& levels = {}) {
        if (p.curves.empty()) return;
        std::vector<plot::Curve> lines;
        for (const auto& [name, height] : levels) lines.push_back(level(name, height, p, grey));
        p.curves.insert(p.curves.end(), lines.begin(), lines.end());
        all.push_back(std::move(p));
    };
    const auto levels = [&](const char* name, const std::function<std::optional<double>(const Group&)>& height) {
        std::set<double> heights;
        for (const Group& group : groups)
            if (const auto h = height(group)) heights.insert(*h);
        std::vector<std::pair<std::string, double>> list;
        if (heights.size() <= 3)  // more would hide the curves
            for (const double h : heights) list.emplace_back(fmt::format("{} {}", name, h), h);
        return list;
    };
    add(panel(groups, "Return", "mean of the last 100 episodes", score),
        levels("solved at", [](const Group& g) { return threshold_of(g, {}); }));
    add(panel(groups, "KL of each step", "nats", [](const rl::Progress& row) { return row.kl; }),
        levels("radius", [](const Group& g) { return radius(g.config()); }));
    add(panel(groups, "Entropy of the policy", "nats", [](const rl::Progress& row) { return row.entropy; }));
    // Below −1 the value function is of no use, by however much; drawn to scale, that would hide the rest.
    add(panel(groups, "Explained variance of the returns", "by the value function; −1 stands for less",
              [](const rl::Progress& row) {
                  return row.explained_variance ? std::optional(std::max(-1.0, *row.explained_variance)) : std::nullopt;
              }));
    add(panel(groups, "Length of the episodes", "steps", [](const rl::Progress& row) { return row.length_mean; }));
    add(performance_profile(groups));
    add(time_split(groups));
    return all;
}

std::string table(const std::vector<std::vector<std::string>>& rows, const std::set<std::size_t>& marked = {}) {
    std::string html = "<div class=\"wide\"><table>\n";
    for (std::size_t k = 0; k < rows.size(); ++k) {
        html += marked.contains(k) ? "<tr class=\"differs\">" : "<tr>";
        for (std::size_t j = 0; j < rows[k].size(); ++j) {
            const char* tag = k == 0 || j == 0 ? "th" : "td";
            html += fmt::format("<{0}>{1}</{0}>", tag, escaped(rows[k][j]));
        }
        html += "</tr>\n";
    }
    return html + "</table></div>\n";
}

// A row for each setting, a column for each group; marked where the groups differ.
std::string configurations(const std::vector<Group>& groups) {
    std::vector<std::vector<std::string>> rows{{""}};
    std::map<std::string, std::size_t> row_of;
    for (const Group& group : groups) {
        rows[0].push_back(group.name);
        for (const auto& [key, value] : described(group.config())) {
            if (row_of.emplace(key, rows.size()).second) rows.push_back({key});
            auto& row = rows[row_of[key]];
            row.resize(rows[0].size());
            row.back() = value;
        }
    }
    std::vector<std::string> seeds{"seeds"};
    for (const Group& group : groups) {
        std::string list;
        for (const RecordedRun& run : group.runs)
            list += fmt::format("{}{}", list.empty() ? "" : ", ", run.config.seed);
        seeds.push_back(list);
    }
    rows.insert(rows.begin() + 1, seeds);
    std::set<std::size_t> differing;
    for (std::size_t k = 1; k < rows.size(); ++k) {
        rows[k].resize(rows[0].size());
        if (std::any_of(rows[k].begin() + 1, rows[k].end(), [&](const std::string& v) { return v != rows[k][1]; }))
            differing.insert(k);
    }
    return table(rows, differing);
}

constexpr const char* style = R"(
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: 0.25rem 0.75rem 0.25rem 0; text-align: left; white-space: nowrap; }
th { font-weight: 600; } tr.differs { background: var(--mark); }
@media (prefers-color-scheme: dark) { :root { --series-0: #6db3ee; --series-1: #f2905f; --series-2: #6fcf8f; --series-3: #c79be8;
    --series-4: #e0c050; --series-5: #f080a8; --series-6: #8fc4d0; --series-7: #b5b5b5; } }
)";

std::string image(const plot::Panel& panel) {
    const plot::Figure figure{.panels = {panel}, .panel_width = 480, .panel_height = 400, .transparent = true};
    return figure_that_answers(plot::svg(figure), panel.title + ", " + panel.y_label, plot::chart_json(panel));
}

// The trained agent at work; nothing when no checkpoint was written yet, and why not when it cannot be shown.
std::string animation(const RecordedRun& run) {
    if (!rl::has_checkpoint(run.path)) return "";
    std::string shown;
    try {
        shown = watch::player(trained_agent(run.path, run.config), "the agent of " + run.config.algorithm, false);
    } catch (const std::exception& e) { shown = fmt::format("<p>It cannot be shown: {}</p>\n", escaped(e.what())); }
    return fmt::format(
        "<h2>The trained agent</h2>\n<p>An episode from seed {}, always the most probable action.</p>\n{}",
        episode_seed, shown);
}

std::string page(const std::vector<Group>& groups) {
    std::set<std::string> envs;
    std::size_t runs = 0;
    for (const Group& group : groups) envs.insert(group.config().env), runs += group.runs.size();
    std::string title;
    for (const std::string& env : envs) title += (title.empty() ? "" : ", ") + env;
    title += fmt::format(": {} {}", runs, runs == 1 ? "run" : "runs");
    std::string charts;
    for (const plot::Panel& p : panels(groups)) charts += image(p);
    const bool bands = std::any_of(groups.begin(), groups.end(), [](const Group& g) { return g.runs.size() > 1; });
    std::string body = fmt::format("{}\n<div class=\"charts\">\n{}</div>\n", table(comparison(groups, {})), charts);
    if (bands)
        body += fmt::format("<p>{} Lines are means, bands one standard deviation to either side.</p>\n", explanation);
    if (runs == 1) body += animation(groups[0].runs[0]);
    body += "<h2>Configuration</h2>\n" + configurations(groups);
    body += fmt::format("<script>{}</script>\n", plot::figures_js);
    return html_page(title, std::string(charts_style) + plot::chart_css + style + watch::player_css, body);
}

}  // namespace

void report(const ReportOptions& options) {
    std::vector<std::string> left_out;
    std::vector<Group> groups = read_groups(options.runs, left_out);
    for (const std::string& line : left_out) remark(line);
    if (by_task(std::span(groups)).size() > 1)
        for (Group& group : groups) group.name = group.config().env + ", " + group.name;
    const fs::path path = options.out                ? fs::path(*options.out)
                          : options.runs.size() == 1 ? fs::path(options.runs[0]) / "report.html"
                                                     : fs::path("report.html");
    nn::replace_file(path, page(groups));
    fmt::print("{}\n", path.string());
}

}  // namespace surefoot::program
