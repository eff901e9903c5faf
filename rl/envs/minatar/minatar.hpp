// The games of MinAtar, for the table of environments.
#pragma once

#include <vector>

#include "rl/envs/environments.hpp"

namespace surefoot::rl {

std::vector<Environment> minatar_environments();

}  // namespace surefoot::rl
