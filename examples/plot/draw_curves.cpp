// Draws learning curves: draw_curves CURVES.csv TITLE FIGURE.svg, or FIGURE.json for a figure that answers (chart.hpp). The CSV has
// environment steps in its first column and a seed in each other; the figure shows the mean over the seeds, a band of one standard
// deviation to either side, and each seed.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "examples/plot/chart.hpp"
#include "examples/plot/figure.hpp"

using namespace surefoot;

int main(int argc, char** argv) {
    if (argc != 4) {
        fmt::print(stderr, "usage: draw_curves CURVES.csv TITLE FIGURE.svg|FIGURE.json\n");
        return 2;
    }
    try {
        std::ifstream in(argv[1]);
        std::string line;
        if (!std::getline(in, line)) throw std::runtime_error(fmt::format("{}: it cannot be read", argv[1]));
        std::vector<plot::Curve> seeds;
        plot::Curve mean{.name = "mean ± deviation", .style = plot::Style::line, .colour = 0};
        while (std::getline(in, line)) {
            std::istringstream cells(line);
            std::string cell;
            std::getline(cells, cell, ',');
            const double steps = std::strtod(cell.c_str(), nullptr);
            std::vector<double> values;
            while (std::getline(cells, cell, ','))
                values.push_back(cell.empty() ? NAN : std::strtod(cell.c_str(), nullptr));
            double sum = 0, squares = 0;
            const auto n = static_cast<double>(values.size());
            for (const double v : values) sum += v;
            for (const double v : values) squares += (v - sum / n) * (v - sum / n);
            mean.x.push_back(steps), mean.y.push_back(sum / n);
            const double deviation = n > 1 ? std::sqrt(squares / (n - 1)) : 0;
            mean.low.push_back(sum / n - deviation), mean.high.push_back(sum / n + deviation);
            seeds.resize(values.size(), {.style = plot::Style::line, .dashed = true, .colour = 6});
            for (std::size_t k = 0; k < values.size(); ++k)
                seeds[k].x.push_back(steps), seeds[k].y.push_back(values[k]);
        }
        plot::Panel panel{
            .title = argv[2], .x_label = "environment steps", .y_label = "return, mean of the last 100 episodes"};
        if (std::string(argv[3]).ends_with(".json")) {
            for (std::size_t k = 0; k < seeds.size(); ++k)
                seeds[k].name = fmt::format("seed {}", k), seeds[k].dashed = false;
            mean.runs = seeds;
            panel.curves = {mean};
            std::ofstream out(argv[3]);
            if (!(out << plot::chart_json(panel) << std::flush))
                throw std::runtime_error(fmt::format("{}: it cannot be written", argv[3]));
            return 0;
        }
        if (!seeds.empty()) seeds[0].name = "each seed";
        seeds.push_back(mean);
        panel.curves = seeds;
        plot::write_svg({.panels = {panel}}, argv[3]);
        return 0;
    } catch (const std::exception& e) {
        fmt::print(stderr, "draw_curves: {}\n", e.what());
        return 1;
    }
}
