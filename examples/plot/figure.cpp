#include "examples/plot/figure.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace surefoot::plot {
namespace {

namespace fs = std::filesystem;

constexpr const char* colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555"};

// In gnuplot's double quotes, where a backtick would run a command.
std::string quoted(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        if (c == '\n')
            safe += "\\n";
        else if (c == '`')
            safe += "\\140";
        else if (c == '"' || c == '\\')
            safe += std::string("\\") + c;
        else
            safe += c;
    }
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

double low(const Curve& curve, std::size_t i) { return curve.low.empty() ? curve.y[i] : curve.low[i]; }
double high(const Curve& curve, std::size_t i) { return curve.high.empty() ? curve.y[i] : curve.high[i]; }

// Whether a point can be seen: it is finite, and positive where an axis is logarithmic.
bool drawable(const Panel& panel, const Curve& curve, std::size_t i) {
    const bool finite = std::isfinite(curve.x[i]) && std::isfinite(curve.y[i]) && std::isfinite(low(curve, i)) &&
                        std::isfinite(high(curve, i));
    return finite && (!panel.log_x || curve.x[i] > 0) && (!panel.log_y || std::min(curve.y[i], low(curve, i)) > 0);
}

void expect(bool holds, const std::string& figure, const char* what) {
    if (!holds) throw std::invalid_argument(fmt::format("figure `{}`: {}", figure, what));
}

void check(const Figure& figure) {
    expect(!figure.panels.empty(), figure.title, "it has no panels");
    for (const Panel& panel : figure.panels) {
        bool something = false;
        for (const Curve& c : panel.curves) {
            expect(c.y.size() == c.x.size(), figure.title, "a curve has not as many y as x");
            expect(c.low.size() == c.high.size() && (c.low.empty() || c.low.size() == c.x.size()), figure.title,
                   "a band is not as long as its curve");
            for (std::size_t i = 0; i < c.x.size(); ++i) something = something || drawable(panel, c, i);
        }
        expect(something, figure.title, "a panel has no point that can be drawn");
    }
}

std::string script(const Panel& panel, std::size_t index) {
    std::string text = "reset\nset grid lc rgb '#dddddd'\nset key below left reverse Left samplen 2 maxcols 2\n";
    const auto named =
        std::count_if(panel.curves.begin(), panel.curves.end(), [](const Curve& curve) { return !curve.name.empty(); });
    text += fmt::format("set bmargin {}\n", 5 + (named + 1) / 2);
    text += fmt::format("set title {} noenhanced\nset xlabel {}\nset ylabel {}\n", quoted(panel.title),
                        quoted(panel.x_label), quoted(panel.y_label));
    text += panel.log_x ? "set logscale x\nset format x \"10^{%L}\"\n" : "set format x \"%.4g\"\n";
    if (panel.x_label == "environment steps") text += "set format x \"%.0s%c\"\n";  // 20k
    if (panel.log_y) text += "set logscale y\nset format y \"10^{%L}\"\n";
    if (!panel.log_y && panel.names.empty()) text += "set offsets 0, 0, graph 0.04, 0\n";
    if (panel.equal_axes) text += "set size ratio -1\n";
    if (!panel.names.empty()) {
        text += fmt::format("set boxwidth {}\n", panel.bar_width);
        text += "set yrange [0:*]\nset xtics noenhanced rotate by -20 (";
        for (std::size_t i = 0; i < panel.names.size(); ++i)
            text += fmt::format("{}{} {}", i ? ", " : "", quoted(panel.names[i]), i + 1);
        text += fmt::format(")\nset xrange [0.4:{}]\n", static_cast<double>(panel.names.size()) + 0.6);
    }
    if (panel.y_range.size() == 2)
        text += fmt::format("unset offsets\nset yrange [{}:{}]\n", panel.y_range[0], panel.y_range[1]);
    for (const double x : panel.marks)
        if (std::isfinite(x))
            text += fmt::format("set arrow from {0}, graph 0 to {0}, graph 1 nohead dt 3 lc rgb '#888888'\n", x);

    std::string plots;
    for (std::size_t k = 0; k < panel.curves.size(); ++k) {
        const Curve& curve = panel.curves[k];
        const std::string data = fmt::format("$panel{}curve{}", index, k);
        text += data + " << END\n";
        bool any = false;
        for (std::size_t i = 0; i < curve.x.size(); ++i) {
            any = any || drawable(panel, curve, i);
            text += drawable(panel, curve, i)
                        ? fmt::format("{} {} {} {}\n", curve.x[i], curve.y[i], low(curve, i), high(curve, i))
                        : std::string("\n");  // a gap
        }
        text += "END\n";
        if (!any) continue;
        const char* colour =
            colours[(curve.colour < 0 ? k : static_cast<std::size_t>(curve.colour)) % std::size(colours)];
        if (!curve.low.empty())
            plots +=
                fmt::format("{} using 1:3:4 with filledcurves fs transparent solid 0.15 noborder lc rgb '{}' notitle, ",
                            data, colour);
        plots += fmt::format("{} using 1:2 with {} lw 2 pt 7 ps 0.5 dt {} lc rgb '{}' {}, ", data, with(curve.style),
                             curve.dashed ? 2 : 1, colour,
                             curve.name.empty() ? "notitle" : "title " + quoted(curve.name) + " noenhanced");
    }
    return text + "plot " + plots + "\n";
}

// Files that are gone at the end, however it comes.
struct Temporary {
    fs::path path;
    ~Temporary() {
        std::error_code ignored;
        fs::remove(path, ignored);
    }
};

// gnuplot's exit status on a script, its complaints in a file. Throws std::runtime_error when it cannot be started.
int gnuplot(const fs::path& script_file, const fs::path& complaints) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, complaints.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    std::string program = "gnuplot", no_settings = "-d", file = script_file.string();
    char* arguments[] = {program.data(), no_settings.data(), file.data(), nullptr};
    pid_t child = 0;
    const int error = posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error == ENOENT) throw std::runtime_error("gnuplot is not installed (Debian's package is gnuplot-nox)");
    if (error != 0) throw std::runtime_error(fmt::format("gnuplot cannot be started: {}", std::strerror(error)));
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

void write_svg(const Figure& figure, const fs::path& path) {
    check(figure);
    const Temporary script_file{path.string() + ".gnuplot"}, drawn{path.string() + ".part"},
        complaints{path.string() + ".log"};
    const std::size_t columns = std::min<std::size_t>(figure.panels.size(), 2);
    const std::size_t rows = (figure.panels.size() + columns - 1) / columns;
    {
        std::ofstream out(script_file.path);
        out << fmt::format("set encoding utf8\nset terminal svg size {},{} font 'sans-serif,13' {}\n",
                           static_cast<std::size_t>(figure.panel_width) * columns,
                           static_cast<std::size_t>(figure.panel_height) * rows,
                           figure.transparent ? "" : "background rgb 'white'");
        out << fmt::format("set output {}\nset multiplot layout {},{}{}\n", quoted(drawn.path.string()), rows, columns,
                           figure.title.empty()
                               ? ""
                               : fmt::format(" title {} noenhanced", quoted(wrapped(figure.title, 72 * columns))));
        for (std::size_t i = 0; i < figure.panels.size(); ++i) out << script(figure.panels[i], i);
        out << "unset multiplot\nset output\n";
        if (!out.flush()) throw std::runtime_error(fmt::format("{}: cannot be written", script_file.path.string()));
    }
    if (gnuplot(script_file.path, complaints.path) != 0) {
        const std::string said{std::istreambuf_iterator<char>(std::ifstream(complaints.path).rdbuf()), {}};
        throw std::runtime_error(fmt::format("gnuplot failed on {}: {}", path.string(), said));
    }
    fs::rename(drawn.path, path);
}

std::string svg(const Figure& figure) {
    std::string folder = (fs::temp_directory_path() / "surefoot-figure-XXXXXX").string();
    if (!mkdtemp(folder.data())) throw std::runtime_error(fmt::format("{}: {}", folder, std::strerror(errno)));
    const struct Folder {
        fs::path path;
        ~Folder() {
            std::error_code ignored;
            fs::remove_all(path, ignored);
        }
    } made{folder};
    write_svg(figure, made.path / "figure.svg");
    std::ifstream in(made.path / "figure.svg");
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace surefoot::plot
