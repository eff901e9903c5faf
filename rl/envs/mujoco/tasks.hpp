// The MuJoCo tasks, for the table of environments. A build without MuJoCo knows their names, so that it can say what it lacks.
#pragma once

#include <string>
#include <vector>

#include "rl/envs/environments.hpp"

namespace surefoot::rl {

std::vector<Environment> mujoco_environments();

const std::vector<std::string>& mujoco_ids();  // in any build
// Why this build cannot make them and what to do about it, in one sentence; empty when it can.
std::string mujoco_missing();

}  // namespace surefoot::rl
