// Figures: curves with axes, drawn by gnuplot into one SVG file that needs nothing else.
//
// One way of drawing serves the lab, the results and the reports. An SVG can stand in a chapter, in a README and in a page;
// gnuplot is a package everywhere, draws logarithmic axes, bands and legends, and is not a browser.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace surefoot::plot {

enum class Style { line, line_with_points, bars };

struct Curve {
    std::string name = {};                    // in the legend; empty: not there
    std::vector<double> x = {}, y = {};       // as many of each
    std::vector<double> low = {}, high = {};  // a band around the curve; empty: none
    Style style = Style::line_with_points;
    bool dashed = false;
    int colour = -1;               // which of the palette; −1: the next one
    std::vector<Curve> runs = {};  // that this is the mean of, each with a short name; in pictures they are left out
};

struct Panel {
    std::string title = {}, x_label = {}, y_label = {};  // with units
    std::vector<Curve> curves = {};
    bool log_x = false, log_y = false;
    std::vector<double> y_range = {};     // from, to; empty: what the curves take
    std::vector<double> marks = {};       // vertical lines
    std::vector<std::string> names = {};  // of x = 1, 2, …, where x is no number
    double bar_width = 0.6;               // in units of x
    bool equal_axes = false;              // one unit is as long in x as in y
};

struct Figure {
    std::string title = {};          // what is seen, with the seeds and the environment; empty: none
    std::vector<Panel> panels = {};  // in rows of two
    int panel_width = 560, panel_height = 480;
    bool transparent = false;  // without a background, for a page that has its own
};

// Points that are not finite, or not positive on a logarithmic axis, are gaps. Titles and names are shown as they are; axis
// labels may hold gnuplot's markup, such as {/:Italic x}. Throws std::invalid_argument for a figure without panels, a panel
// without a point to draw, and curves whose lists differ in length; std::runtime_error when gnuplot is not there or fails,
// with what it said. An older figure at the path is replaced whole or left as it is.
void write_svg(const Figure& figure, const std::filesystem::path& path);

std::string svg(const Figure& figure);  // the same as text

}  // namespace surefoot::plot
