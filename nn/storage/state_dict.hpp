// State dicts: θ from the weights that PyTorch saved, and back, by the names of the parameters.   docs/06 §3
#pragma once

#include <string>

#include "nn/parameters.hpp"
#include "nn/storage/safetensors.hpp"

namespace surefoot::nn {

// θ of a layout from arrays with the names of its parameters, after `prefix`; a Linear's weight is turned round, as PyTorch
// holds it as [out, in]. Arrays that the layout does not have are passed over. Throws std::runtime_error, naming the
// parameter, for one that is not there, or in another shape or type.
ad::Tensor from_state_dict(const Layout& layout, const SafeTensors& file, const std::string& prefix = "");
// The same back: what PyTorch's load_state_dict takes.
SafeTensors to_state_dict(const Layout& layout, const ad::Tensor& theta, const std::string& prefix = "");

}  // namespace surefoot::nn
