// The element type of every tensor, chosen once for the whole build: -Dprecision=double (the default) or float.
#pragma once

namespace surefoot::ad {

#ifdef SUREFOOT_SINGLE_PRECISION
using Real = float;
#else
using Real = double;
#endif

}  // namespace surefoot::ad
