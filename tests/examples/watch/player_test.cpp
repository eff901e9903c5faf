#include "examples/watch/player.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "examples/watch/renderer.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(player)

namespace {

using watch::Colour;

// A disc and a triangle that wander, in 20 pictures.
watch::Scene wandering() {
    watch::Scene scene{.env = "Somewhere-v0",
                       .view = {4, 2, 0.05},
                       .backdrop = {{{{{-9, 0}, {9, 0.5}}, 0.25, Colour::mark}}, {{{1, -0.5}, "1 m"}}},
                       .pictures = {},
                       .returns = {},
                       .terminated = false};
    for (int i = 0; i < 20; ++i) {
        const double x = std::sin(0.7 * i), y = -0.3 * i;
        scene.pictures.push_back(
            {{x, 1},
             {{{{x, y}}, 0.1, Colour::target}, {{{x, 0}, {x + 1, y}, {0.123456, 1}}, 0, Colour::other_limb, true}}});
        scene.returns.push_back(-1.37 * i);
    }
    return scene;
}

}  // namespace

// An environment of one's own can be watched before anybody has drawn it.
BOOST_AUTO_TEST_CASE(an_environment_without_a_renderer_shows_its_observations) {
    const auto at = [](std::vector<double> observation) {
        return rl::EnvState{.physics = {}, .observation = std::move(observation), .steps = 0};
    };
    const watch::Scene scene =
        watch::scene_of("Own-v0", {.states = {at({0, 1, -1e300}), at({3, -1, 0})}, .actions = {{0}}, .rewards = {2}});
    BOOST_TEST_REQUIRE(scene.pictures.size() == 2u);
    const auto height = [&](std::size_t step, std::size_t k) { return scene.pictures[step].shapes[k].outline[1].y; };
    BOOST_TEST((height(0, 0) == 0 && height(0, 1) == 0.5 && height(0, 2) == -1));
    BOOST_TEST((height(1, 0) == 0.75 && height(1, 1) == -0.5 && height(1, 2) == 0));
    BOOST_TEST(scene.backdrop.labels.size() == 3u);
    BOOST_TEST((scene.returns == std::vector<double>{0, 2}));
}

// What the page does with the numbers: row after row, each adds to the one before.
BOOST_AUTO_TEST_CASE(the_page_is_told_every_point_to_within_a_pixel) {
    const watch::Scene scene = wandering();
    const auto page = nlohmann::json::parse(watch::json(scene));
    const double unit = page["unit"];
    BOOST_TEST(unit <= scene.view.height / 1000);
    std::vector<double> frames = page["frames"], returns = page["returns"];
    const std::size_t width = 2 + 2 * 1 + 2 * 3;
    BOOST_REQUIRE(frames.size() == 20 * width);
    for (std::size_t i = width; i < frames.size(); ++i) frames[i] += frames[i - width];
    for (std::size_t i = 1; i < returns.size(); ++i) returns[i] += returns[i - 1];
    for (std::size_t i = 0; i < 20; ++i) {
        std::vector<watch::Point> expected{scene.pictures[i].camera};
        for (const watch::Shape& s : scene.pictures[i].shapes)
            expected.insert(expected.end(), s.outline.begin(), s.outline.end());
        for (std::size_t k = 0; k < expected.size(); ++k) {
            BOOST_TEST(std::abs(unit * frames[i * width + 2 * k] - expected[k].x) <= unit / 2 * 1.001);
            BOOST_TEST(std::abs(unit * frames[i * width + 2 * k + 1] - expected[k].y) <= unit / 2 * 1.001);
        }
        BOOST_TEST(std::abs(returns[i] / 100 - scene.returns[i]) <= 0.00501);
    }
}

BOOST_AUTO_TEST_CASE(what_never_changes_is_told_once) {
    const auto page = nlohmann::json::parse(watch::json(wandering()));
    BOOST_TEST(page["moving"].size() == 2u);
    BOOST_TEST((page["moving"][0]["colour"] == "target" && page["moving"][0]["points"] == 1));
    BOOST_TEST((page["moving"][1]["colour"] == "other-limb" && page["moving"][1]["filled"] == true));
    const auto& still = page["still"][0];
    BOOST_TEST((still["at"].size() == 4u && still["colour"] == "mark" && still["filled"] == false));
    BOOST_TEST(page["labels"][0]["text"] == "1 m");
    BOOST_TEST(page["seconds"] == 0.05);
}

BOOST_AUTO_TEST_CASE(it_says_what_it_shows_to_those_who_cannot_see_it) {
    const std::string part = watch::player(wandering(), "a wanderer", false);
    BOOST_TEST(part.find("a wanderer in Somewhere-v0, an episode of 19 steps with a return of -26.0") !=
               std::string::npos);
    BOOST_TEST(part.find("data-alone=") == std::string::npos);
    BOOST_TEST(watch::player(wandering(), "a wanderer", true).find("data-alone=") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
