// The random streams that actions are drawn from.
#pragma once

#include "autodiff/function_ref.hpp"
#include "nn/rng.hpp"

namespace surefoot::rl {

using Streams = ad::FunctionRef<nn::Rng&(int row)>;  // one for each row of a batch, or the same for several

}  // namespace surefoot::rl
