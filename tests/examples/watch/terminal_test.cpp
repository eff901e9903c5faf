#include "examples/watch/terminal.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdio>

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(terminal)

namespace {

using watch::Colour;

// A view that is one unit to a dot, seen from above its lower left corner.
watch::Scene view_of(double width, double height) {
    return {.env = "Somewhere-v0",
            .view = {width, height, 0.001},
            .backdrop = {},
            .pictures = {},
            .returns = {0},
            .terminated = true};
}

watch::Picture picture_of(const watch::Scene& scene, std::vector<watch::Shape> shapes) {
    return {{scene.view.width / 2, scene.view.height / 2}, std::move(shapes)};
}

}  // namespace

BOOST_AUTO_TEST_CASE(eight_dots_are_a_character) {
    const watch::Scene scene = view_of(4, 8);
    const auto shown = [&](std::vector<watch::Shape> shapes) {
        return watch::braille(scene, picture_of(scene, std::move(shapes)), 2, 2);
    };
    BOOST_TEST(shown({}) == (std::vector<std::string>{"  ", "  "}), boost::test_tools::per_element());
    BOOST_TEST(shown({{{{0.5, 7.5}}}}) == (std::vector<std::string>{"⠁ ", "  "}), boost::test_tools::per_element());
    BOOST_TEST(shown({{{{3.5, 0.5}}}}) == (std::vector<std::string>{"  ", " ⢀"}), boost::test_tools::per_element());
    BOOST_TEST(shown({{{{0.5, 0.5}, {0.5, 7.5}}}}) == (std::vector<std::string>{"⡇ ", "⡇ "}),
               boost::test_tools::per_element());
    const watch::Shape square{{{0, 0}, {4, 0}, {4, 8}, {0, 8}}, 0, Colour::body, true};
    BOOST_TEST(shown({square}) == (std::vector<std::string>{"⣿⣿", "⣿⣿"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_stands_still_is_an_outline) {
    watch::Scene scene = view_of(16, 16);
    scene.backdrop.shapes = {{{{0, 0}, {16, 0}, {16, 16}, {0, 16}}, 0.6, Colour::ground, true}};
    const auto lines = watch::braille(scene, picture_of(scene, {}), 8, 4);
    BOOST_TEST(lines.size() == 4u);
    BOOST_TEST(lines[0] == "⡏⠉⠉⠉⠉⠉⠉⢹");
    BOOST_TEST(lines[1] == "⡇      ⢸");
}

BOOST_AUTO_TEST_CASE(a_view_of_another_form_leaves_room) {
    const watch::Scene wide = view_of(40, 8), high = view_of(4, 40);
    BOOST_TEST(watch::braille(wide, picture_of(wide, {}), 20, 19).size() == 2u);
    const auto lines = watch::braille(high, picture_of(high, {}), 80, 5);
    BOOST_TEST((lines.size() == 5u && lines[0] == " "));
}

BOOST_AUTO_TEST_CASE(shapes_beyond_the_view_are_left_out) {
    const watch::Scene scene = view_of(8, 8);
    const auto lines = watch::braille(scene, picture_of(scene, {{{{1e6, 1e6}}, 1}, {{{-50, 4}, {-20, 4}}, 2}}), 4, 2);
    BOOST_TEST(lines == (std::vector<std::string>{"    ", "    "}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_is_written_where_there_is_no_terminal) {
    watch::Scene scene = view_of(8, 8);
    scene.pictures = {picture_of(scene, {})};
    std::FILE* out = std::tmpfile();
    BOOST_REQUIRE(out != nullptr);
    watch::play(scene, out);
    BOOST_TEST(std::ftell(out) == 0);
    std::fclose(out);
}

BOOST_AUTO_TEST_SUITE_END()
