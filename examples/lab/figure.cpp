#include "examples/lab/figure.hpp"

#include <fmt/format.h>
#include <stdio.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace lab {
namespace {

constexpr const char* colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555"};

// In gnuplot's double quotes.
std::string quoted(const std::string& text) {
    std::string safe;
    for (const char c : text)
        safe += c == '\n' ? "\\n" : c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return '"' + safe + '"';
}

const char* with(Style style) {
    return style == Style::line ? "lines" : style == Style::bars ? "boxes fs solid 0.6" : "linespoints";
}

// Broken at spaces into lines of no more than `width` letters where it can be.
std::string wrapped(const std::string& text, std::size_t width) {
    std::string lines;
    std::size_t begin = 0;
    while (text.size() - begin > width) {
        const std::size_t space = text.rfind(' ', begin + width);
        if (space == std::string::npos || space <= begin) break;
        lines += text.substr(begin, space - begin) + '\n';
        begin = space + 1;
    }
    return lines + text.substr(begin);
}

std::string script(const Panel& panel, std::size_t index) {
    std::string text = "reset\nset grid lc rgb '#dddddd'\nset key below left reverse Left samplen 2\nset bmargin 6\n";
    text += fmt::format("set title {}\nset xlabel {}\nset ylabel {}\n", quoted(panel.title), quoted(panel.x_label),
                        quoted(panel.y_label));
    if (panel.log_x) text += "set logscale x\nset format x \"10^{%L}\"\n";
    if (panel.log_y) text += "set logscale y\nset format y \"10^{%L}\"\n";
    if (!panel.log_y && panel.names.empty()) text += "set offsets 0, 0, graph 0.04, 0\n";
    if (panel.equal_axes) text += "set size ratio -1\n";
    if (!panel.names.empty()) {
        text += "set style data boxes\nset boxwidth 0.6\nset yrange [0:*]\nset xtics rotate by -20 (";
        for (std::size_t i = 0; i < panel.names.size(); ++i)
            text += fmt::format("{}{} {}", i ? ", " : "", quoted(panel.names[i]), i + 1);
        text += fmt::format(")\nset xrange [0.4:{}]\n", static_cast<double>(panel.names.size()) + 0.6);
    }
    for (const double x : panel.marks)
        text += fmt::format("set arrow from {0}, graph 0 to {0}, graph 1 nohead dt 3 lc rgb '#888888'\n", x);

    std::string plots;
    for (std::size_t k = 0; k < panel.curves.size(); ++k) {
        const Curve& curve = panel.curves[k];
        const std::string data = fmt::format("$panel{}curve{}", index, k);
        text += data + " << END\n";
        for (std::size_t i = 0; i < curve.x.size(); ++i)
            text += std::isfinite(curve.y[i]) ? fmt::format("{} {} {} {}\n", curve.x[i], curve.y[i],
                                                            curve.low.empty() ? curve.y[i] : curve.low[i],
                                                            curve.high.empty() ? curve.y[i] : curve.high[i])
                                              : std::string("\n");  // a gap
        text += "END\n";
        const char* colour =
            colours[(curve.colour < 0 ? k : static_cast<std::size_t>(curve.colour)) % std::size(colours)];
        if (!curve.low.empty())
            plots +=
                fmt::format("{} using 1:3:4 with filledcurves fs transparent solid 0.15 noborder lc rgb '{}' notitle, ",
                            data, colour);
        plots +=
            fmt::format("{} using 1:2 with {} lw 2 pt 7 ps 0.5 dt {} lc rgb '{}' {}, ", data, with(curve.style),
                        curve.dashed ? 2 : 1, colour, curve.name.empty() ? "notitle" : "title " + quoted(curve.name));
    }
    return text + "plot " + plots + "\n";
}

}  // namespace

void write_svg(const Figure& figure, const std::filesystem::path& path) {
    const std::size_t columns = std::min<std::size_t>(figure.panels.size(), 2);
    const std::size_t rows = (figure.panels.size() + columns - 1) / columns;
    std::string text = fmt::format("set terminal svg size {},{} font 'sans-serif,13' background rgb 'white'\n",
                                   560 * columns, 480 * rows);
    text += fmt::format("set output {}\nset multiplot layout {},{} title {}\n", quoted(path.string()), rows, columns,
                        quoted(wrapped(figure.title, 72 * columns)));
    for (std::size_t i = 0; i < figure.panels.size(); ++i) text += script(figure.panels[i], i);
    text += "unset multiplot\nset output\n";

    FILE* gnuplot = popen("gnuplot 2>/dev/null", "w");
    if (!gnuplot) throw std::runtime_error("gnuplot cannot be started");
    const bool written = fwrite(text.data(), 1, text.size(), gnuplot) == text.size();
    const int status = pclose(gnuplot);
    if (written && status == 0) return;
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    throw std::runtime_error(status == 0x7f00 ? "gnuplot is not installed (Debian's package is gnuplot-nox)"
                                              : fmt::format("gnuplot failed on {}", path.string()));
}

}  // namespace lab
