// In a build without MuJoCo.
#include <stdexcept>

#include "rl/envs/mujoco/tasks.hpp"

namespace surefoot::rl {

std::string mujoco_missing() {
    return "it needs MuJoCo, which this build does not have: install Debian's package libmujoco-dev and build anew, "
           "beginning with `meson setup --wipe build`";
}

std::unique_ptr<Env> make_mujoco(const std::string& id) { throw std::invalid_argument(id + ": " + mujoco_missing()); }

}  // namespace surefoot::rl
