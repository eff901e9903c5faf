#include "examples/watch/renderer.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace surefoot::watch {

namespace {

std::unique_ptr<Renderer> find_renderer(const std::string& env) {
    if (auto renderer = make_classic_renderer(env)) return renderer;
    return make_mujoco_renderer(env);
}

// Of an environment that nobody draws: what is observed, a bar for each component, as high as x / (1 + |x|).
class Bars : public Renderer {
  public:
    explicit Bars(std::size_t components) : components_(components) {}
    View view() const override { return {static_cast<double>(components_) + 1, 2.6, 0.05}; }
    Backdrop backdrop(Point, Point) const override {
        Backdrop all{{{{{-0.5, 0}, {position(components_) - 0.5, 0}}, 0.01, Colour::mark}}, {}};
        for (std::size_t k = 0; k < components_; ++k) all.labels.push_back({{position(k), -1.15}, std::to_string(k)});
        return all;
    }
    Picture picture(const rl::EnvState& state) const override {
        Picture bars{{position(components_ - 1) / 2, 0}, {}};
        for (std::size_t k = 0; k < components_; ++k) {
            const double x = state.observation[k], height = x / (1 + std::abs(x));
            bars.shapes.push_back({{{position(k), 0}, {position(k), height}}, 0.04, Colour::body});
        }
        return bars;
    }

  private:
    static double position(std::size_t component) { return static_cast<double>(component); }
    std::size_t components_;
};

}  // namespace

std::unique_ptr<Renderer> make_renderer(const std::string& env) {
    if (auto renderer = find_renderer(env)) return renderer;
    throw std::invalid_argument("no picture of an environment `" + env + "`");
}

Scene scene_of(const std::string& env, const rl::Playthrough& played) {
    std::unique_ptr<Renderer> renderer = find_renderer(env);
    if (!renderer) renderer = std::make_unique<Bars>(played.states[0].observation.size());
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
