// Spaces: what an environment observes, and what it can be told to do.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace surefoot::rl {

struct Discrete {
    int n;  // actions 0, …, n − 1
};

struct Box {
    std::vector<double> low, high;  // bounds of each component, possibly infinite
    // How the components stand, the last axis the fastest; empty: in a row. Points of a box are handed about flat. Where some of an
    // observation are a mask (EnvSpec::masked), those before it.
    std::vector<int> shape = {};
    int size() const { return static_cast<int>(low.size()); }
};

// Several choices at a time: component k is one of 0, …, n[k] − 1.
struct MultiDiscrete {
    std::vector<int> n;
};

struct MultiBinary {
    int n;  // switches, each of them 0 or 1
};

using Space = std::variant<Discrete, Box, MultiDiscrete, MultiBinary>;

// Columns of an action: one for a discrete action (its index), one for each component of a box, choice or switch.
int width(const Space& space);

// How many there are to choose from in each column of an action; none for a box, whose columns are numbers.
std::vector<int> choices(const Space& space);
int options(const Space& space);  // of all its columns together: a policy has a logit for each, a mask an entry

std::string describe(const Space& space);  // as a list of environments says it: "2 actions"

}  // namespace surefoot::rl
