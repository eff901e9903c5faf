// Linear: y = x W + b, one row a sample.   docs/06 §3
#pragma once

#include <string>

#include "nn/parameters.hpp"

namespace surefoot::nn {

class Linear {
  public:
    // Appends `name.weight` [in, out] and `name.bias` [out] to the layout; the bias starts at 0.
    Linear(Layout& layout, const std::string& name, int in, int out, const Initializer& weight);

    ad::Var operator()(const ad::Var& theta, const ad::Var& x) const;  // x: [..., in] → [..., out]

  private:
    Parameter W_, b_;
};

}  // namespace surefoot::nn
