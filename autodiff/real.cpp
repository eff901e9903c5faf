#include "autodiff/real.hpp"

namespace surefoot::ad {

void library_calculates_in(Real) {}

}  // namespace surefoot::ad
