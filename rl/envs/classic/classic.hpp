// The classic control tasks, for the table of environments.
#pragma once

#include <vector>

#include "rl/envs/environments.hpp"

namespace surefoot::rl {

std::vector<Environment> classic_environments();

}  // namespace surefoot::rl
