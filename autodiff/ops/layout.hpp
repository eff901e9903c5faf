// Ops, layout: they move elements and compute nothing.   docs/03 §5
#pragma once

#include <vector>

#include "autodiff/var.hpp"

namespace surefoot::ad {

// All throw ShapeError for axes, ranges and shapes that do not fit.
Var reshape(const Var& x, const Shape& shape);                  // the same elements in the same order
Var transpose(const Var& x, int axis_a = -2, int axis_b = -1);  // two axes swapped
Var slice(const Var& x, int axis, int begin, int end);          // positions [begin, end) of an axis
Var embed(const Var& x, int axis, int begin, int extent);       // the transpose of slice: x among zeros
Var concatenate(const std::vector<Var>& x, int axis);           // one behind the other along an axis

}  // namespace surefoot::ad
