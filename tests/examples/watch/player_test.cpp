#include "examples/watch/player.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "rl/envs/environments.hpp"
#include "tests/rl/fixtures.hpp"

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

rl::Playthrough random_actions(const std::string& id, int steps) {
    const auto env = rl::make_env(id);
    nn::Rng rng(1, "environment");
    env->reset(rng);
    rl::Playthrough played{.states = {env->state()}, .rewards = {}};
    const bool box = std::holds_alternative<rl::Box>(env->spec().action);
    std::vector<double> action(static_cast<std::size_t>(rl::width(env->spec().action)));
    for (int i = 0; i < steps; ++i) {
        for (double& a : action) a = box ? rng.uniform(-1, 1) : 0;
        played.rewards.push_back(take_step(*env, action).reward);
        played.states.push_back(env->state());
    }
    return played;
}

}  // namespace

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

// A renderer may come from anywhere, and so may its words.
BOOST_AUTO_TEST_CASE(a_label_is_shown_as_it_is_and_ends_nothing) {
    watch::Scene scene = wandering();
    const std::string words = "a \"−\\\n</script> b";
    scene.backdrop.labels[0].text = words;
    BOOST_TEST(nlohmann::json::parse(watch::json(scene))["labels"][0]["text"].get<std::string>() == words);
    BOOST_TEST(watch::json(scene).find('<') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_thousand_steps_are_a_small_page) {
    for (const std::string& id : rl::env_ids()) {
        if (!rl::find_environment(id).renderer) continue;  // a plot of all it observes, be that as much as it will
        const std::size_t size = watch::player(watch::scene_of(id, random_actions(id, 1000)), "chance", true).size();
        BOOST_TEST_MESSAGE(id << ": " << size / 1000 << " kB");
        BOOST_TEST(size < 600'000u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
