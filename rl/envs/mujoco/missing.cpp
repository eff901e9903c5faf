// In a build without MuJoCo.
#include "rl/envs/mujoco/tasks.hpp"

namespace surefoot::rl {

std::string mujoco_missing() {
    return "it needs MuJoCo, which this build does not have: install Debian's package libmujoco-dev and build anew, "
           "beginning with `meson setup --wipe build`";
}

std::vector<Environment> mujoco_environments() {
    std::vector<Environment> all;
    for (const std::string& id : mujoco_ids()) all.push_back({.id = id, .missing = mujoco_missing()});
    return all;
}

}  // namespace surefoot::rl
