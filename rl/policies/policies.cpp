#include "rl/policies/policies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace surefoot::rl {
namespace {

std::vector<PolicyKind>& table() {
    static std::vector<PolicyKind> kinds{
        {"network",
         [](const Box& observation, const Space& action, const PolicyConfig& config) -> std::unique_ptr<Policy> {
             return std::make_unique<NetworkPolicy>(observation, action, config);
         }}};
    return kinds;
}

auto find(const std::string& name) {
    return std::ranges::find_if(table(), [&](const PolicyKind& kind) { return kind.name == name; });
}

}  // namespace

std::vector<std::string> policy_names() {
    std::vector<std::string> names;
    for (const PolicyKind& kind : table()) names.push_back(kind.name);
    return names;
}

void register_policy(PolicyKind kind) {
    if (find(kind.name) != table().end())
        throw std::invalid_argument(fmt::format("policy: there is one called `{}` already", kind.name));
    table().push_back(std::move(kind));
}

std::unique_ptr<Policy> make_policy(const std::string& name, const Box& observation, const Space& action,
                                    const PolicyConfig& config) {
    const auto kind = find(name);
    if (kind == table().end()) throw std::invalid_argument(fmt::format("policy: none is called `{}`", name));
    return kind->make(observation, action, config);
}

}  // namespace surefoot::rl
