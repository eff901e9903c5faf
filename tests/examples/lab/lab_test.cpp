// Every experiment of the lab, in its quick form: it runs, and its claim holds on its figures.
#include "examples/lab/lab.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/examples/lab/claims.hpp"

BOOST_AUTO_TEST_SUITE(lab)

BOOST_AUTO_TEST_CASE(quick_experiments_show_what_they_claim) {
    for (const lab::Experiment& e : lab::experiments()) {
        BOOST_TEST_CONTEXT(e.name) check_claim(e.name, e.run({.quick = true}), true);
    }
}

BOOST_AUTO_TEST_CASE(a_result_is_written_as_csv_and_svg) {
    const auto directory = std::filesystem::temp_directory_path() / "surefoot-lab-test";
    std::filesystem::remove_all(directory);
    lab::Result result;
    result.table = {.columns = {"x", "y"}, .rows = {{"1", "2"}, {"3", "4"}}};
    result.figure = {
        "a title with \"quotes\"",
        {{.title = "t", .x_label = "x", .y_label = "y", .curves = {{.name = "curve", .x = {1, 2}, .y = {1, 4}}}}}};
    lab::write(result, "name", directory);
    const auto content = [&](const char* file) {
        std::ostringstream all;
        all << std::ifstream(directory / file).rdbuf();
        return all.str();
    };
    BOOST_TEST(content("name.csv") == "x,y\n1,2\n3,4\n");
    const std::string svg = content("name.svg");
    BOOST_TEST(svg.find("<svg") != std::string::npos);
    BOOST_TEST(svg.find("</svg>") != std::string::npos);
    BOOST_TEST(svg.find("curve") != std::string::npos);
    BOOST_TEST(svg.find("quotes") != std::string::npos);
    std::filesystem::remove_all(directory);
}

BOOST_AUTO_TEST_SUITE_END()
