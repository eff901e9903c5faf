#include "examples/plot/chart.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "nn/storage/json.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(chart)

namespace {

nn::Json read(const plot::Panel& panel) { return nn::Json::parse(plot::chart_json(panel), {.depth = 8}); }

std::vector<std::string> strings(const nn::Json& array) {
    std::vector<std::string> all;
    for (const nn::Json& item : array.array()) all.push_back(item.string());
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_numbers_of_a_curve_are_those_of_the_picture) {
    const nn::Json json = read({.title = "t",
                                .x_label = "steps",
                                .y_label = "nats",
                                .curves = {{.name = "trpo",
                                            .x = {1, 20480, 3},
                                            .y = {0.123456789, std::nan(""), -1e-7},
                                            .low = {0, 1, 2},
                                            .high = {3, 4, 5},
                                            .dashed = true},
                                           {.name = "other", .x = {1}, .y = {2}, .colour = 5}},
                                .log_y = true,
                                .marks = {7, std::nan("")}});
    BOOST_TEST(
        (json.at("title").string() == "t" && json.at("x").string() == "steps" && json.at("y").string() == "nats"));
    BOOST_TEST((!json.at("logX").boolean() && json.at("logY").boolean()));
    BOOST_TEST((json.at("marks").array().size() == 1 && json.at("marks").array()[0].at("x").number() == 7));
    BOOST_TEST_REQUIRE(json.at("series").array().size() == 2);
    const nn::Json &first = json.at("series").array()[0], &second = json.at("series").array()[1];
    BOOST_TEST((first.at("x").array()[1].number() == 20480 && first.at("y").array()[0].number() == 0.123457));
    BOOST_TEST((!first.at("y").array()[1].is_number() && first.at("y").array()[2].number() == -1e-7));
    BOOST_TEST((first.at("low").array()[2].number() == 2 && first.at("high").array()[2].number() == 5));
    BOOST_TEST((first.at("dashed").boolean() && first.at("colour").number() == 0));
    BOOST_TEST((second.at("colour").number() == 5 && !second.find("low") && !second.find("dashed")));
}

BOOST_AUTO_TEST_CASE(runs_follow_their_mean_and_hide_where_there_are_several) {
    const auto mean = [](const char* name) {
        const plot::Curve run{.name = "seed 1", .x = {1}, .y = {1}};
        return plot::Curve{.name = name, .x = {1}, .y = {2}, .runs = {run}};
    };
    const nn::Json one = read({.curves = {mean("a")}}), two = read({.curves = {mean("a"), mean("b")}});
    const nn::Json& run = one.at("series").array()[1];
    BOOST_TEST((run.at("name").string() == "seed 1" && run.at("short").string() == "seed 1"));
    BOOST_TEST((run.at("faint").boolean() && run.at("colour").number() == 0));
    BOOST_TEST(one.at("hidden").array().empty());
    const std::vector<std::string> hidden{"a, seed 1", "b, seed 1"};
    BOOST_TEST(strings(two.at("hidden")) == hidden, boost::test_tools::per_element());
    BOOST_TEST((two.at("series").array()[2].at("name").string() == "b" &&
                two.at("series").array()[3].at("colour").number() == 1));
}

BOOST_AUTO_TEST_CASE(bars_stand_at_names) {
    const nn::Json json = read({.curves = {{.name = "c", .x = {1, 2}, .y = {3, 4}, .style = plot::Style::bars}},
                                .names = {"one", "two"},
                                .bar_width = 0.3});
    const std::vector<std::string> names{"one", "two"};
    BOOST_TEST(strings(json.at("names")) == names, boost::test_tools::per_element());
    BOOST_TEST(json.at("series").array()[0].at("bars").number() == 0.3);
}

BOOST_AUTO_TEST_CASE(no_name_ends_the_script_that_it_stands_in) {
    const std::string name = "</script>\\\"\n";
    const std::string text = plot::chart_json({.curves = {{.name = name, .x = {1}, .y = {1}}}});
    BOOST_TEST(text.find('<') == std::string::npos);
    BOOST_TEST(nn::Json::parse(text, {.depth = 8}).at("series").array()[0].at("name").string() == name);
}

BOOST_AUTO_TEST_SUITE_END()
