// What an environment looks like: a Renderer turns its state into shapes in a plane, and whoever shows them draws nothing
// else.
#pragma once

#include <string>
#include <vector>

#include "rl/envs/env.hpp"

namespace surefoot::scene {

struct Point {
    double x, y;  // m, y upwards
};

// What a thing is; whoever draws it chooses the colour.
enum class Colour { ground, shadow, mark, fixture, body, limb, other_limb, third_limb, fourth_limb, target };

// All points within `radius` of an outline: one point makes a disc, two a capsule, more a line with round corners; and when
// it is `filled`, the area that the outline closes around as well.
struct Shape {
    std::vector<Point> outline;
    double radius = 0;  // m; 0: as thin a line as can be seen
    Colour colour = Colour::body;
    bool filled = false;
};

struct Label {
    Point at;  // its middle
    std::string text;
};

struct Backdrop {
    std::vector<Shape> shapes;
    std::vector<Label> labels;
};

// What moves, as it stands at one step, later shapes over earlier ones. From step to step only the points differ.
struct Picture {
    Point camera;  // what the middle of the view is on
    std::vector<Shape> shapes;
};

struct View {
    double width, height;     // m: what the camera sees
    double seconds_per_step;  // in which it is to be played; above 0
};

class Renderer {
  public:
    virtual ~Renderer() = default;
    virtual View view() const = 0;
    // What stands still, for a camera that keeps between two corners.
    virtual Backdrop backdrop(Point least, Point greatest) const = 0;
    virtual Picture picture(const rl::EnvState& state) const = 0;
};

}  // namespace surefoot::scene
