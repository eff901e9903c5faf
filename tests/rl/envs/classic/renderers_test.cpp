#include "rl/envs/classic/renderers.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

#include "rl/envs/environments.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(renderers)

namespace {

using scene::Colour;
using scene::Point;
using std::numbers::pi;

// The first shape of that colour, in a state of the environment.
scene::Shape shape(const char* env, Colour colour, const std::vector<double>& physics) {
    for (const scene::Shape& s :
         rl::find_environment(env).renderer()->picture({.physics = physics, .observation = {}}).shapes)
        if (s.colour == colour) return s;
    BOOST_FAIL("no shape of that colour");
    return {};
}

void check_at(Point p, double x, double y) { BOOST_TEST(std::hypot(p.x - x, p.y - y) <= 1e-12); }

}  // namespace

BOOST_AUTO_TEST_CASE(the_pole_stands_on_the_cart_and_leans_to_the_right_at_positive_angles) {
    const scene::Shape pole = shape("CartPole-v1", Colour::limb, {0.5, 0, 0.1, 0, 0});
    const Point axle = pole.outline[0];
    BOOST_TEST(axle.x == 0.5);
    check_at(pole.outline[1], 0.5 + std::sin(0.1), axle.y + std::cos(0.1));
    const scene::Shape cart = shape("CartPole-v1", Colour::body, {0.5, 0, 0.1, 0, 0});
    double middle = 0;
    for (const Point& p : cart.outline) middle += p.x / static_cast<double>(cart.outline.size());
    BOOST_TEST(middle == 0.5, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(the_free_end_of_the_acrobot_is_as_high_as_its_goal_has_it) {
    for (const auto& [theta1, theta2] : {std::pair(0.0, 0.0), {pi / 2, 0.0}, {-1.0, 2.5}, {3.0, -0.4}}) {
        const scene::Shape first = shape("Acrobot-v1", Colour::body, {theta1, theta2, 0, 0}),
                           second = shape("Acrobot-v1", Colour::limb, {theta1, theta2, 0, 0});
        check_at(first.outline[0], 0, 0);
        check_at(first.outline[1], std::sin(theta1), -std::cos(theta1));
        check_at(second.outline[0], first.outline[1].x, first.outline[1].y);
        check_at(second.outline[1], std::sin(theta1) + std::sin(theta1 + theta2),
                 -std::cos(theta1) - std::cos(theta1 + theta2));
    }
}

BOOST_AUTO_TEST_CASE(the_pendulum_turns_to_the_left_from_upright) {
    check_at(shape("Pendulum-v1", Colour::body, {0, 0}).outline[1], 0, 1);
    check_at(shape("Pendulum-v1", Colour::body, {pi / 2, 0}).outline[1], -1, 0);
    check_at(shape("Pendulum-v1", Colour::body, {3 * pi, 0}).outline[1], 0, -1);
}

BOOST_AUTO_TEST_CASE(the_car_rolls_on_the_hill_and_the_flag_is_at_the_goal) {
    for (const auto& [env, goal] : {std::pair("MountainCar-v0", 0.5), {"MountainCarContinuous-v0", 0.45}}) {
        const auto backdrop = rl::find_environment(env).renderer()->backdrop({0, 0}, {0, 0});
        const auto flag = std::find_if(backdrop.shapes.begin(), backdrop.shapes.end(),
                                       [](const scene::Shape& s) { return s.colour == Colour::target; });
        BOOST_REQUIRE((flag != backdrop.shapes.end()));
        BOOST_TEST(flag->outline[0].x == goal);
        const std::vector<Point>& hill = backdrop.shapes[0].outline;
        for (const double x : {-1.2, -0.5, 0.1, goal}) {
            const scene::Shape wheel = shape(env, Colour::fixture, {x, 0});
            double nearest = 1;
            for (std::size_t i = 1; i < hill.size(); ++i) {
                const Point a = hill[i - 1], b = hill[i], p = wheel.outline[0];
                const double along = ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) /
                                     (std::pow(b.x - a.x, 2) + std::pow(b.y - a.y, 2));
                const double t = std::clamp(along, 0.0, 1.0);
                nearest = std::min(nearest, std::hypot(p.x - a.x - t * (b.x - a.x), p.y - a.y - t * (b.y - a.y)));
            }
            BOOST_TEST(std::abs(nearest - wheel.radius) < 0.01);
            BOOST_TEST(std::abs(wheel.outline[0].x - x) < 0.06);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
