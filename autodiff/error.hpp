// What the engine throws. Both say which op or call refused, what it was given, and what would have fitted.
#pragma once

#include <stdexcept>

namespace surefoot::ad {

// Shapes, axes, indices or sizes that do not fit: `matmul: [64,17] x [11,64]: inner dimensions 17 and 11 differ`.
struct ShapeError : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

// A Var whose tape is gone or was rewound, two tapes in one op, a derivative with respect to a constant.
struct TapeError : std::logic_error {
    using std::logic_error::logic_error;
};

}  // namespace surefoot::ad
