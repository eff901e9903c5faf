// The MuJoCo tasks by id. A build without MuJoCo knows their names, so that it can say what it lacks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rl/envs/env.hpp"

namespace surefoot::rl {

const std::vector<std::string>& mujoco_ids();  // in any build

// Why this build cannot make them and what to do about it, in one sentence; empty when it can.
std::string mujoco_missing();

// Throws std::invalid_argument for an id that is not one of them, and where mujoco_missing() has something to say.
std::unique_ptr<Env> make_mujoco(const std::string& id);

}  // namespace surefoot::rl
