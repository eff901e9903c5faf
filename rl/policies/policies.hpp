// The kinds of policies that a run can have, by name.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rl/policies/policy.hpp"

namespace surefoot::rl {

struct PolicyKind {
    std::string name;  // as `--set policy=` has it
    std::function<std::unique_ptr<Policy>(const Box& observation, const Space& action, const PolicyConfig& config)>
        make;
};

std::vector<std::string> policy_names();  // "network", and those registered from outside
// Adds one. Throws std::invalid_argument for a name that there is already. Call it before threads are started.
void register_policy(PolicyKind kind);
// Throws std::invalid_argument for a name that there is not.
std::unique_ptr<Policy> make_policy(const std::string& name, const Box& observation, const Space& action,
                                    const PolicyConfig& config = {});

}  // namespace surefoot::rl
