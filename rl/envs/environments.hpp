// The environments by id: how each is made, what runs on it begin with, how it is drawn.
//
// Those of this library are in the table from the beginning; register_environment adds others.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rl/envs/env.hpp"
#include "rl/envs/scene.hpp"
#include "rl/names.hpp"

namespace surefoot::rl {

// What a configuration says otherwise than TrainConfig does, for some algorithms.
struct Default {
    std::string algorithms;  // names with spaces between them, or "*": all
    // key=value with spaces between them: steps, num_envs and what `--set` takes. What an algorithm has no setting for is
    // passed over, as long as some other has one.
    std::string settings;
};

struct Environment {
    std::string id;                                   // as the command line has it, "CartPole-v1"
    std::function<std::unique_ptr<Env>()> make = {};  // a new copy; called on several threads at once
    std::vector<Default> defaults = {};               // in their order: a later one overrides an earlier one
    std::function<std::unique_ptr<scene::Renderer>()> renderer = {};  // empty: what it observes is plotted instead
    std::string missing = {};  // why this build cannot make it and what to do about it, in one sentence; empty: it can
};

// Adds one. Throws std::invalid_argument for an id that there is already or that has more in it than letters, digits and any
// of -_./, and for one that there is no way to make. Call it before threads are started.
void register_environment(Environment environment);

// All of them, in the order in which they were registered: those of this library first. None moves when another is added.
const std::deque<Environment>& environments();
std::vector<std::string> env_ids();  // of those that this build can make

// An id as part of the name of a file or a folder, where a / would part folders: it becomes a dash.
std::string file_name_of(std::string id);

// Throws ConfigError for an id that there is not, naming the nearest, and for one that this build cannot make, saying what
// it lacks.
const Environment& find_environment(const std::string& id);
std::unique_ptr<Env> make_env(const std::string& id);  // throws as find_environment does

// A way to make an environment whose constructor takes these arguments.
template <class Own, class... Arguments>
std::function<std::unique_ptr<Env>()> maker(Arguments... arguments) {
    return [=] { return std::make_unique<Own>(arguments...); };
}

}  // namespace surefoot::rl
