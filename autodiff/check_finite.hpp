// The search for where a NaN or an infinity came from.
//
// What is not finite goes through every op that follows, so where it is noticed is rarely where it began. While the check is
// on, recording an op on a tape, and each rule of a sweep, throws as soon as something that is not finite comes of it.
// It changes no result, and belongs to the process: whoever looks for a NaN looks everywhere.
#pragma once

#include <stdexcept>
#include <string>

#include "autodiff/accumulator.hpp"
#include "autodiff/tape.hpp"

namespace surefoot::ad {

// Names the op, its place on the tape, and its inputs with their shapes and ranges.
struct NonFiniteError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void set_check_finite(bool on);  // off when the program starts
bool checks_finite();

// Throw NonFiniteError unless it is finite, when the check is on: the value of a node; and what a rule of this op (`jvp` or
// `vjp`) gave for one of its values.
void expect_finite(const Tape& tape, NodeId id);
void expect_finite(const Tape& tape, NodeId id, const char* rule, const Tangent& result);

std::string range(const Tensor& x);  // "[64,6] in [-1.2, 3.4]", and how many are NaN or infinite

}  // namespace surefoot::ad
