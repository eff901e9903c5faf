// Spaces: what an environment observes, and what it can be told to do.
#pragma once

#include <variant>
#include <vector>

namespace surefoot::rl {

struct Discrete {
    int n;  // actions 0, …, n − 1
};

struct Box {
    std::vector<double> low, high;  // bounds of each component, possibly infinite
    // How the components stand, the last axis the fastest; empty: in a row, {size}. Points of a box are handed about flat.
    std::vector<int> shape = {};
    int size() const { return static_cast<int>(low.size()); }
};

using Space = std::variant<Discrete, Box>;

// Columns of an action: one for a discrete action (its index), one for each component of a box.
inline int width(const Space& space) {
    const Box* box = std::get_if<Box>(&space);
    return box ? box->size() : 1;
}

}  // namespace surefoot::rl
