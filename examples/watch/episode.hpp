// An episode as it looks: the scene that is played, picture by picture.
#pragma once

#include <string>
#include <vector>

#include "rl/envs/scene.hpp"
#include "rl/runs/evaluation.hpp"

namespace surefoot::watch {

using namespace scene;  // the shapes that it is made of

struct Scene {
    std::string env;  // its id
    View view;
    Backdrop backdrop;              // behind everything that moves
    std::vector<Picture> pictures;  // [length + 1]: before each step, and after the last
    std::vector<double> returns;    // [length + 1]: the sum of the rewards so far
    bool terminated;                // and if not, truncated
};

// By the environment's own renderer, or as a plot of what was observed where it has none. Throws ConfigError as
// rl::find_environment does.
Scene scene_of(const std::string& env, const rl::Playthrough& played);

}  // namespace surefoot::watch
