// ValueFunction: V_φ(s), the return that a policy earns from s on, as a network.   docs/09 §2
//
// φ is a vector of its own: a trunk shared with the policy would let the fit move the policy unasked.
#pragma once

#include "nn/parameters.hpp"
#include "rl/policies/network.hpp"

namespace surefoot::rl {

class ValueFunction {
  public:
    ValueFunction(const Box& observation, const NetworkConfig& network);

    const nn::Layout& layout() const { return layout_; }                           // of φ
    ad::Var operator()(const ad::Var& phi, const ad::Tensor& observations) const;  // [rows, observation size] → [rows]

  private:
    nn::Layout layout_;
    nn::Layer network_;
};

// V_φ(s) as plain numbers.
ad::pool::vector<double> values_of(const ValueFunction& V, const ad::Tensor& phi, const ad::Tensor& observations);

}  // namespace surefoot::rl
