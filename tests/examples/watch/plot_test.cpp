#include "examples/watch/plot.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "examples/watch/player.hpp"
#include "rl/envs/environments.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(plot)

namespace {

// The first component rises from −1 to 1, the second falls from 6 to 2, the third stays at 5.
std::vector<rl::EnvState> course(int length, std::size_t components = 3) {
    std::vector<rl::EnvState> states;
    for (int step = 0; step <= length; ++step) {
        const double share = static_cast<double>(step) / length;
        std::vector<double> observation(components, 5);
        observation[0] = 2 * share - 1, observation[1] = 6 - 4 * share;
        states.push_back({.physics = {}, .observation = observation, .steps = step});
    }
    return states;
}

const scene::Point& dot(const scene::Picture& picture, std::size_t component) {
    return picture.shapes.at(component).outline.at(0);
}

// How far it is to the nearest point of what is drawn behind.
double distance(const scene::Backdrop& backdrop, const scene::Point& p) {
    double least = INFINITY;
    for (const scene::Shape& shape : backdrop.shapes)
        for (const scene::Point& q : shape.outline) least = std::min(least, std::hypot(p.x - q.x, p.y - q.y));
    return least;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_dot_for_each_component_goes_along_its_course) {
    const auto states = course(100);
    const auto plot = watch::observation_plot(states);
    const scene::Backdrop behind = plot->backdrop({0, 0}, {0, 0});
    const auto first = plot->picture(states.front()), middle = plot->picture(states[50]),
               last = plot->picture(states.back());
    BOOST_TEST(first.shapes.size() == 3u);
    for (std::size_t i = 0; i < 3; ++i) {
        for (const auto* picture : {&first, &middle, &last}) BOOST_TEST(distance(behind, dot(*picture, i)) < 1e-12);
        const double from = dot(first, i).x, to = dot(last, i).x;
        const auto& axis = behind.shapes[2 * i].outline;
        BOOST_TEST((from == axis[0].x && to == axis[1].x && from < to));
        BOOST_TEST(dot(middle, i).x == (from + to) / 2, boost::test_tools::tolerance(1e-12));
    }
    BOOST_TEST(dot(first, 0).y < dot(middle, 0).y);
    BOOST_TEST(dot(middle, 0).y < dot(last, 0).y);
    BOOST_TEST(dot(first, 1).y > dot(last, 1).y);
    BOOST_TEST(dot(first, 2).y == dot(last, 2).y);
    BOOST_TEST(behind.labels.size() == 3u);
    BOOST_TEST(behind.labels[1].text == "observation 1: 2 to 6");
}

// However many components there are and however long the episode is.
BOOST_AUTO_TEST_CASE(all_of_it_is_in_view_and_no_panel_covers_another) {
    for (const std::size_t components : {2u, 5u, 17u, 105u})
        for (const int length : {1, 7, 5000}) {
            const auto states = course(length, components);
            const auto plot = watch::observation_plot(states);
            const scene::View view = plot->view();
            const scene::Point middle = plot->picture(states[0]).camera;
            const scene::Backdrop behind = plot->backdrop(middle, middle);
            std::size_t points = 0;
            for (const scene::Shape& shape : behind.shapes) {
                points += shape.outline.size();
                for (const scene::Point& p : shape.outline) {
                    BOOST_TEST(std::abs(p.x - middle.x) < view.width / 2);
                    BOOST_TEST(std::abs(p.y - middle.y) < view.height / 2);
                }
            }
            BOOST_TEST(points < 500 * components);
            for (std::size_t i = 0; i < components; ++i)
                for (std::size_t j = 0; j < i; ++j) {
                    const auto &a = behind.labels[i].at, &b = behind.labels[j].at;
                    BOOST_TEST((std::abs(a.x - b.x) > 3.6 || std::abs(a.y - b.y) > 1));
                }
        }
}

// An environment without a renderer of its own is watched all the same.
BOOST_AUTO_TEST_CASE(it_stands_in_for_a_renderer) {
    rl::register_environment({.id = "Unseen-v0", .make = [] { return rl::make_env("CartPole-v1"); }});
    const rl::Playthrough played{.states = course(10), .actions = {}, .rewards = std::vector<double>(10, 1.0)};
    const watch::Scene scene = watch::scene_of("Unseen-v0", played);
    BOOST_TEST(scene.pictures.size() == 11u);
    BOOST_TEST(scene.pictures[3].shapes.size() == 3u);
    BOOST_TEST(scene.backdrop.labels.size() == 3u);
    BOOST_TEST(watch::player(scene, "the agent", true).find("observation 2: 5 to 5") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
