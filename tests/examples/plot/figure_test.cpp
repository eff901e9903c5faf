#include "examples/plot/figure.hpp"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(figure)

namespace {

// A directory of this test's own, gone at its end.
struct Scratch {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("surefoot-plot-" + std::to_string(getpid()));
    Scratch() { std::filesystem::create_directories(path); }
    ~Scratch() { std::filesystem::remove_all(path); }
    std::string read(const char* file) const {
        std::ostringstream all;
        all << std::ifstream(path / file).rdbuf();
        return all.str();
    }
};

plot::Figure figure_of(const plot::Curve& curve, bool log = false) {
    return {"title", {{.title = "t", .x_label = "x", .y_label = "y", .curves = {curve}, .log_x = log, .log_y = log}}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(points_that_cannot_be_drawn_are_gaps) {
    const Scratch scratch;
    const double nan = std::nan("");
    plot::write_svg(figure_of({.x = {1, 2, 3, 4}, .y = {1, nan, 3, INFINITY}}), scratch.path / "gaps.svg");
    plot::write_svg(figure_of({.x = {0, 1, 10}, .y = {1, 0, 5}, .low = {1, 0, -1}, .high = {1, 1, 9}}, false),
                    scratch.path / "band.svg");
    plot::write_svg(figure_of({.x = {0, 1, 10}, .y = {1, 0, 5}}, true), scratch.path / "log.svg");
    plot::Figure bars = figure_of({.x = {1, 2}, .y = {3, 4}, .style = plot::Style::bars});
    bars.panels[0].names = {"one", "two"};
    bars.panels[0].marks = {nan};
    plot::write_svg(bars, scratch.path / "bars.svg");
    for (const char* file : {"gaps.svg", "band.svg", "log.svg", "bars.svg"})
        BOOST_TEST(scratch.read(file).find("</svg>") != std::string::npos, file);
}

BOOST_AUTO_TEST_CASE(a_figure_can_be_text) {
    plot::Figure figure = figure_of({.x = {1, 2}, .y = {3, 4}});
    BOOST_TEST(plot::svg(figure).find("fill=\"#ffffff\"") != std::string::npos);  // its background
    figure.transparent = true, figure.title.clear(), figure.panel_width = 321;
    const std::string svg = plot::svg(figure);
    BOOST_TEST((svg.find("</svg>") != svg.npos && svg.find("width=\"321\"") != svg.npos));
    BOOST_TEST(svg.find("fill=\"#ffffff\"") == svg.npos);
}

BOOST_AUTO_TEST_CASE(figures_that_make_no_sense_are_refused) {
    const Scratch scratch;
    const auto refused = [&](const plot::Figure& figure) {
        BOOST_CHECK_THROW(plot::write_svg(figure, scratch.path / "no.svg"), std::invalid_argument);
    };
    refused({"no panels", {}});
    refused(figure_of({.x = {1, 2}, .y = {1}}));
    refused(figure_of({.x = {1, 2}, .y = {1, 2}, .low = {1}, .high = {2}}));
    refused(figure_of({.x = {1}, .y = {std::nan("")}}));
    refused(figure_of({.x = {1}, .y = {-1}}, true));
    BOOST_TEST(std::filesystem::is_empty(scratch.path));
}

// Without gnuplot, however long the script, the program lives, says so, and leaves an older figure alone.
BOOST_AUTO_TEST_CASE(without_gnuplot_it_is_said_and_the_old_figure_stays) {
    const Scratch scratch;
    std::ofstream(scratch.path / "old.svg") << "old";
    plot::Curve long_curve;
    for (int i = 0; i < 20'000; ++i) long_curve.x.push_back(i), long_curve.y.push_back(i);
    const std::string path = std::getenv("PATH");
    setenv("PATH", scratch.path.c_str(), 1);
    BOOST_CHECK_EXCEPTION(
        plot::write_svg(figure_of(long_curve), scratch.path / "old.svg"), std::runtime_error,
        [](const std::runtime_error& e) { return std::string(e.what()).find("gnuplot-nox") != std::string::npos; });
    setenv("PATH", path.c_str(), 1);
    BOOST_TEST(scratch.read("old.svg") == "old");
    plot::write_svg(figure_of(long_curve), scratch.path / "old.svg");
    BOOST_TEST(scratch.read("old.svg").find("</svg>") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
