// Scene: what an episode looks like. All that is drawn of an environment is a list of shapes in a plane.
#pragma once

#include <string>
#include <vector>

namespace surefoot::watch {

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

// What moves, as it stands at one step, later shapes over earlier ones. From step to step of a scene only the points differ.
struct Picture {
    Point camera;  // what the middle of the view is on
    std::vector<Shape> shapes;
};

struct View {
    double width, height;     // m: what the camera sees
    double seconds_per_step;  // in which it is to be played
};

struct Scene {
    std::string env;  // its id
    View view;
    Backdrop backdrop;              // behind everything that moves
    std::vector<Picture> pictures;  // [length + 1]: before each step, and after the last
    std::vector<double> returns;    // [length + 1]: the sum of the rewards so far
    bool terminated;                // and if not, truncated
};

}  // namespace surefoot::watch
