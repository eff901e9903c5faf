#include "rl/envs/environments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string_view>

#include "rl/envs/classic/classic.hpp"
#include "rl/envs/minatar/minatar.hpp"
#include "rl/envs/mujoco/tasks.hpp"

namespace surefoot::rl {
namespace {

const Environment* find(const std::deque<Environment>& table, const std::string& id) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const Environment& e) { return e.id == id; });
    return found != table.end() ? &*found : nullptr;
}

void add(std::deque<Environment>& table, Environment environment) {
    const auto refuse = [](const std::string& why) { throw std::invalid_argument("register_environment: " + why); };
    if (find(table, environment.id)) refuse(fmt::format("there is a `{}` already", environment.id));
    const auto plain = [](unsigned char c) {
        return std::isalnum(c) || std::string_view("-_./").find(c) != std::string_view::npos;
    };
    if (environment.id.empty() || !std::all_of(environment.id.begin(), environment.id.end(), plain))
        refuse(fmt::format("`{}` is no id: it takes letters, digits and any of -_./", environment.id));
    if (!environment.make && environment.missing.empty()) refuse(fmt::format("no way to make `{}`", environment.id));
    table.push_back(std::move(environment));
}

std::deque<Environment>& table() {
    static std::deque<Environment> all = [] {
        std::deque<Environment> own;
        for (Environment& environment : classic_environments()) add(own, std::move(environment));
        for (Environment& environment : mujoco_environments()) add(own, std::move(environment));
        for (Environment& environment : minatar_environments()) add(own, std::move(environment));
        return own;
    }();
    return all;
}

}  // namespace

void register_environment(Environment environment) { add(table(), std::move(environment)); }

const std::deque<Environment>& environments() { return table(); }

std::vector<std::string> env_ids() {
    std::vector<std::string> ids;
    for (const Environment& environment : table())
        if (environment.missing.empty()) ids.push_back(environment.id);
    return ids;
}

std::string file_name_of(std::string id) {
    std::replace(id.begin(), id.end(), '/', '-');
    return id;
}

const Environment& find_environment(const std::string& id) {
    const Environment* found = find(table(), id);
    if (!found) expect_known("environment", id, env_ids());  // throws
    if (!found->missing.empty()) throw ConfigError(fmt::format("{}: {}", id, found->missing));
    return *found;
}

std::unique_ptr<Env> make_env(const std::string& id) { return find_environment(id).make(); }

}  // namespace surefoot::rl
