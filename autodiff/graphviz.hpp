// graphviz: a tape drawn as a graph, for `dot -Tsvg`.
#pragma once

#include <string>

#include "autodiff/tape.hpp"

namespace surefoot::ad {

// Variables as boxes, constants as plain text, ops as ellipses with the shape of their result; an arrow for each input.
std::string graphviz(const Tape& tape);

}  // namespace surefoot::ad
