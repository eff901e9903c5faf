// What a MuJoCo task looks like: the geoms of its compiled model where MuJoCo has them, seen from far away, without
// perspective. Then a capsule is a capsule from any side, and a sphere a disc.
#pragma once

#include <memory>

#include "rl/envs/scene.hpp"

namespace surefoot::scene {

struct Camera {
    double elevation;      // degrees above the horizon: 0 sees the plane x-z, 90 the plane x-y
    double width, height;  // m
    Point middle;          // of the view, as seen; from the first body's place where the camera follows it
    bool follows_x, follows_y;
    enum { nothing, rail, line, grid } floor;  // a line from the side, a grid from above
    bool shadows = false;                      // from obliquely above, nothing else tells how high a thing is
};

// Throws std::bad_cast for an environment that is no MujocoEnv.
std::unique_ptr<Renderer> mujoco(std::unique_ptr<rl::Env> env, const Camera& camera);

}  // namespace surefoot::scene
