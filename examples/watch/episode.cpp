#include "examples/watch/episode.hpp"

#include <algorithm>

#include "examples/watch/plot.hpp"
#include "rl/envs/environments.hpp"

namespace surefoot::watch {

Scene scene_of(const std::string& env, const rl::Playthrough& played) {
    const auto& own = rl::find_environment(env).renderer;
    const auto renderer = own ? own() : observation_plot(played.states);
    Scene scene{.env = env,
                .view = renderer->view(),
                .backdrop = {},
                .pictures = {},
                .returns = {0},
                .terminated = played.terminated};
    for (const rl::EnvState& state : played.states) scene.pictures.push_back(renderer->picture(state));
    for (const double reward : played.rewards) scene.returns.push_back(scene.returns.back() + reward);
    Point least = scene.pictures[0].camera, greatest = least;
    for (const Picture& picture : scene.pictures) {
        least = {std::min(least.x, picture.camera.x), std::min(least.y, picture.camera.y)};
        greatest = {std::max(greatest.x, picture.camera.x), std::max(greatest.y, picture.camera.y)};
    }
    scene.backdrop = renderer->backdrop(least, greatest);
    return scene;
}

}  // namespace surefoot::watch
