// Every experiment of the lab, in its quick form: it runs, and its claim holds on its figures.
#include "examples/lab/lab.hpp"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/examples/lab/claims.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(claims)

BOOST_AUTO_TEST_CASE(quick_experiments_show_what_they_claim) {
    for (const lab::Experiment& e : lab::experiments()) {
        BOOST_TEST_CONTEXT(e.name) check_claim(e.name, e.run({.quick = true}), true);
    }
}

namespace {

// A directory of this test's own, gone at its end.
struct Scratch {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("surefoot-lab-" + std::to_string(getpid()));
    Scratch() { std::filesystem::create_directories(path); }
    ~Scratch() { std::filesystem::remove_all(path); }
    std::string read(const char* file) const {
        std::ostringstream all;
        all << std::ifstream(path / file).rdbuf();
        return all.str();
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_result_is_written_as_two_tables_and_a_figure) {
    const Scratch scratch;
    lab::Result result;
    result.figures = {{"a third, \"about\"", 1.0 / 3}, {"many", 1'234'567}, {"none", 0}};
    result.table = {.columns = {"x", "y"}, .rows = {{"1", "a, b"}, {"", "say \"c\""}}};
    result.figure = {"a title with \"quotes\", `backticks` and_more",
                     {{.x_label = "x", .curves = {{.name = "curve_{1}", .x = {1, 2}, .y = {1, 4}}}}}};
    lab::write(result, "name", scratch.path);
    BOOST_TEST(scratch.read("name.csv") == "x,y\n1,\"a, b\"\n,\"say \"\"c\"\"\"\n");
    // Every digit of a figure, so that what is read back is what was measured
    BOOST_TEST(scratch.read("name.figures.csv") ==
               "figure,value\n\"a third, \"\"about\"\"\",0.3333333333333333\nmany,1234567\nnone,0\n");
    const std::string svg = scratch.read("name.svg");
    for (const char* text : {"<svg", "</svg>", "curve_{1}", "quotes", "`backticks` and_more"})
        BOOST_TEST(svg.find(text) != std::string::npos, text);
    BOOST_TEST(std::distance(std::filesystem::directory_iterator(scratch.path), {}) == 3);  // and nothing else
}

BOOST_AUTO_TEST_SUITE_END()
