// In a build without MuJoCo.
#include "examples/watch/renderer.hpp"

namespace watch {

std::unique_ptr<Renderer> make_mujoco_renderer(const std::string&) { return {}; }

}  // namespace watch
