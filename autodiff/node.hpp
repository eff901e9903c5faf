// Node: what a tape holds of one value, and of the op that computed it.
#pragma once

#include <cstdint>
#include <optional>

#include "autodiff/op.hpp"

namespace surefoot::ad {

struct Node {
    std::optional<Op> op;  // absent: a variable or a constant
    Var value;             // without its place: a constant
    std::uint32_t first_input, input_count;
    std::uint64_t serial;
    bool is_constant;
};

}  // namespace surefoot::ad
