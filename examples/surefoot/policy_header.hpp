// A trained policy as a C++ header that needs nothing but the standard library: for a robot, or a game.
#pragma once

#include <string>

#include "rl/runs/trained_policy.hpp"

namespace surefoot::program {

// The header: C++17, without allocations and exceptions, in double. Its names stand in a namespace `name`; `origin` says in a
// comment where it comes from. Throws rl::ConfigError for a name that is not an identifier, and for a policy that is not of the
// kind "network" with an "mlp".
std::string policy_header(const rl::TrainedPolicy& policy, const std::string& name, const std::string& origin);

}  // namespace surefoot::program
