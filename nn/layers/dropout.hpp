// Dropout: in training, each element is 0 with probability p, and else divided by 1 − p (Srivastava et al. 2014;
// torch.nn.Dropout).
//
// Whether an element is dropped is a function of the pass, the layer's name, the sample, and the element's place in it: the same
// in every call of one pass, whatever pieces the batch is cut into.
#pragma once

#include <string>

#include "nn/layers/layer.hpp"

namespace surefoot::nn {

class Dropout {
  public:
    explicit Dropout(const std::string& name, double p = 0.5);  // throws std::invalid_argument unless 0 ≤ p < 1

    // x: [n, …], a sample a row; the same shape. Throws ad::ShapeError for a scalar.
    ad::Var operator()(const ad::Var& theta, const ad::Var& x, const Pass& pass) const;

  private:
    std::string name_;
    double p_;
};

}  // namespace surefoot::nn
