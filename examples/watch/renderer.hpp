// Renderer: from the state of an environment to the shapes that are seen of it.
#pragma once

#include <memory>
#include <string>

#include "examples/watch/scene.hpp"
#include "rl/envs/env.hpp"
#include "rl/runs/evaluation.hpp"

namespace surefoot::watch {

class Renderer {
  public:
    virtual ~Renderer() = default;
    virtual View view() const = 0;
    // What stands still, for a camera that keeps between two corners.
    virtual Backdrop backdrop(Point least, Point greatest) const = 0;
    virtual Picture picture(const rl::EnvState& state) const = 0;
};

// For each of rl::env_ids(). Throws std::invalid_argument for another id.
std::unique_ptr<Renderer> make_renderer(const std::string& env);

// Of an environment without a renderer it shows the observations as bars.
Scene scene_of(const std::string& env, const rl::Playthrough& played);

// What make_renderer is put together from; null for ids of the other kind.
std::unique_ptr<Renderer> make_classic_renderer(const std::string& env);
std::unique_ptr<Renderer> make_mujoco_renderer(const std::string& env);

}  // namespace surefoot::watch
