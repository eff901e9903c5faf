#include "rl/envs/classic/renderers.hpp"

#include <cmath>
#include <numbers>

namespace surefoot::scene {
namespace {

// Where a point of a thing comes to lie that is turned by an angle (rad, counterclockwise) and then moved.
Point placed(Point p, double angle, Point to) {
    return {to.x + std::cos(angle) * p.x - std::sin(angle) * p.y, to.y + std::sin(angle) * p.x + std::cos(angle) * p.y};
}

std::vector<Point> placed(std::vector<Point> outline, double angle, Point to) {
    for (Point& p : outline) p = placed(p, angle, to);
    return outline;
}

class CartPole : public Renderer {
    View view() const override { return {5.6, 1.9, 0.02}; }
    Backdrop backdrop(Point, Point) const override {
        Backdrop all{{{{{-4, 0}, {4, 0}}, 0.012, Colour::mark}}, {}};
        for (const double x : {-2.4, 0.0, 2.4}) {  // the episode ends beyond the outer ones
            all.shapes.push_back({{{x, -0.16}, {x, 0}}, 0.012, Colour::mark});
            all.labels.push_back({{x, -0.27}, x == 0 ? "0" : x < 0 ? "−2.4 m" : "2.4 m"});
        }
        return all;
    }
    Picture picture(const rl::EnvState& state) const override {
        const double x = state.physics[0], theta = state.physics[2];  // clockwise from upright
        const Point axle{x, 0.22}, tip = placed({0, 1}, -theta, axle);
        return {{0, 0.52},
                {{placed({{-0.2, 0.09}, {0.2, 0.09}, {0.2, 0.25}, {-0.2, 0.25}}, 0, {x, 0}), 0.02, Colour::body, true},
                 {{{x - 0.12, 0.06}}, 0.06, Colour::fixture},
                 {{{x + 0.12, 0.06}}, 0.06, Colour::fixture},
                 {{axle, tip}, 0.03, Colour::limb},
                 {{axle}, 0.02, Colour::fixture}}};
    }
};

class Acrobot : public Renderer {
    View view() const override { return {5.6, 4.4, 0.2}; }
    Backdrop backdrop(Point, Point) const override {  // the line that the free end must come above
        return {{{{{-4, 1}, {4, 1}}, 0.012, Colour::target}}, {{{2.5, 1.13}, "goal"}}};
    }
    Picture picture(const rl::EnvState& state) const override {
        const double theta1 = state.physics[0],
                     theta2 = state.physics[1];  // from hanging down, and from the first link
        const Point elbow = placed({0, -1}, theta1, {0, 0}), tip = placed({0, -1}, theta1 + theta2, elbow);
        return {{0, 0},
                {{{{0, 0}, elbow}, 0.09, Colour::body},
                 {{elbow, tip}, 0.07, Colour::limb},
                 {{{0, 0}}, 0.05, Colour::fixture},
                 {{elbow}, 0.04, Colour::fixture}}};
    }
};

class MountainCar : public Renderer {
  public:
    explicit MountainCar(double goal) : goal_(goal) {}

  private:
    static constexpr double steep = 0.45;  // the hill is sin 3x; drawn in full it would be a wall
    static double height(double x) { return steep * std::sin(3 * x); }

    View view() const override { return {2.1, 1.3, 1.0 / 30}; }  // a step has no duration of its own
    Backdrop backdrop(Point, Point) const override {
        Shape earth{{{-1.5, -0.9}}, 0.004, Colour::ground, true};
        for (int i = 0; i <= 100; ++i) {
            const double x = -1.5 + 2.4 * i / 100;
            earth.outline.push_back({x, height(x)});
        }
        earth.outline.push_back({0.9, -0.9});
        const double top = height(goal_) + 0.2;
        return {{earth,
                 {{{-1.2, height(-1.2)}, {-1.2, height(-1.2) + 0.15}}, 0.006, Colour::fixture},  // a wall
                 {{{goal_, height(goal_)}, {goal_, top}}, 0.005, Colour::fixture},
                 {{{goal_, top}, {goal_ + 0.09, top - 0.035}, {goal_, top - 0.07}}, 0.003, Colour::target, true}},
                {}};
    }
    Picture picture(const rl::EnvState& state) const override {
        const double x = state.physics[0], slope = std::atan(3 * steep * std::cos(3 * x));
        const Point at{x, height(x)};
        const std::vector<Point> car{{-0.055, 0.035}, {0.055, 0.035}, {0.05, 0.06},  {0.025, 0.062},
                                     {0.012, 0.085},  {-0.03, 0.085}, {-0.045, 0.06}};
        return {{-0.3, 0.05},
                {{placed(car, slope, at), 0.008, Colour::body, true},
                 {{placed({-0.033, 0.022}, slope, at)}, 0.02, Colour::fixture},
                 {{placed({0.033, 0.022}, slope, at)}, 0.02, Colour::fixture}}};
    }

    double goal_;
};

class Pendulum : public Renderer {
    View view() const override { return {3.2, 2.5, 0.05}; }
    Backdrop backdrop(Point, Point) const override {
        Shape circle{{}, 0.004, Colour::mark};
        for (int i = 0; i <= 90; ++i) circle.outline.push_back(placed({0, 1}, i * std::numbers::pi / 45, {0, 0}));
        return {{circle}, {}};
    }
    Picture picture(const rl::EnvState& state) const override {
        const Point tip = placed({0, 1}, state.physics[0], {0, 0});
        return {{0, 0}, {{{{0, 0}, tip}, 0.08, Colour::body}, {{{0, 0}}, 0.045, Colour::fixture}}};
    }
};

}  // namespace

std::unique_ptr<Renderer> cartpole() { return std::make_unique<CartPole>(); }
std::unique_ptr<Renderer> acrobot() { return std::make_unique<Acrobot>(); }
std::unique_ptr<Renderer> mountain_car(double goal) { return std::make_unique<MountainCar>(goal); }
std::unique_ptr<Renderer> pendulum() { return std::make_unique<Pendulum>(); }

}  // namespace surefoot::scene
