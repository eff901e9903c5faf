// In a build without MuJoCo.
#include "examples/watch/renderer.hpp"

namespace surefoot::watch {

std::unique_ptr<Renderer> make_mujoco_renderer(const std::string&) { return {}; }

}  // namespace surefoot::watch
