// The element type of every tensor, Real, chosen once for the whole build: -Dprecision=double (the default) or float.
#pragma once

#include "autodiff/precision.hpp"

namespace surefoot::ad {

// The library defines this for its own Real alone: what was compiled for the other does not link with it.
void library_calculates_in(Real);
[[gnu::used]] static void (*const needed_of_library)(Real) = library_calculates_in;

}  // namespace surefoot::ad
