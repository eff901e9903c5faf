#include "examples/plot/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace surefoot::plot {
namespace {

std::string list(const std::vector<double>& values) {
    std::string text = "[";
    for (const double v : values) {
        if (text.size() > 1) text += ',';
        text += std::isfinite(v) ? fmt::format("{:.6g}", v) : "null";
    }
    return text + "]";
}

std::string series(const Panel& panel, const Curve& curve, std::size_t colour, const std::string& more = {}) {
    std::string text = fmt::format(R"({{"name":{},"colour":{},"x":{},"y":{})", json_string(curve.name), colour,
                                   list(curve.x), list(curve.y));
    if (!curve.low.empty()) text += fmt::format(R"(,"low":{},"high":{})", list(curve.low), list(curve.high));
    if (curve.style == Style::bars) text += fmt::format(R"(,"bars":{:.6g})", panel.bar_width);
    if (curve.dashed) text += R"(,"dashed":true)";
    return text + more + "}";
}

std::string joined(const std::vector<std::string>& items) { return fmt::format("[{}]", fmt::join(items, ",")); }

}  // namespace

std::string json_string(const std::string& text) {
    std::string json = "\"";
    for (const char c : text)
        json += c == '"' || c == '\\' || c == '<' || static_cast<unsigned char>(c) < ' '
                    ? fmt::format("\\u{:04x}", static_cast<int>(c))
                    : std::string(1, c);
    return json + "\"";
}

std::string chart_json(const Panel& panel) {
    std::vector<std::string> all, hidden, marks, names;
    const auto many = [](const Curve& curve) { return !curve.runs.empty(); };
    const bool crowded = std::count_if(panel.curves.begin(), panel.curves.end(), many) > 1;
    for (std::size_t k = 0; k < panel.curves.size(); ++k) {
        const Curve& curve = panel.curves[k];
        const std::size_t colour = curve.colour < 0 ? k : static_cast<std::size_t>(curve.colour);
        all.push_back(series(panel, curve, colour));
        for (const Curve& run : curve.runs) {
            Curve named = run;
            if (crowded) named.name = curve.name + ", " + run.name;
            all.push_back(series(panel, named, colour, R"(,"faint":true,"short":)" + json_string(run.name)));
            if (crowded) hidden.push_back(json_string(named.name));
        }
    }
    for (const double x : panel.marks)
        if (std::isfinite(x)) marks.push_back(fmt::format(R"({{"x":{:.6g}}})", x));
    for (const std::string& name : panel.names) names.push_back(json_string(name));
    return fmt::format(R"({{"title":{},"x":{},"y":{},"logX":{},"logY":{},{}"hidden":{},"marks":{},"series":{}}})",
                       json_string(panel.title), json_string(panel.x_label), json_string(panel.y_label), panel.log_x,
                       panel.log_y, names.empty() ? "" : "\"names\":" + joined(names) + ",", joined(hidden),
                       joined(marks), joined(all));
}

}  // namespace surefoot::plot
