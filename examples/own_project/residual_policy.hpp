// A layer of one's own, and a policy made with it.
#pragma once

#include <string>

#include "nn/layers/linear.hpp"
#include "rl/policies/policy.hpp"

namespace own {

// A linear layer with a correction beside it: y = x W + b + silu(x U + c) V + d. What is linear in the answer is learnt at
// once, and the rest where it is needed.
class Residual {
  public:
    Residual(surefoot::nn::Layout& layout, const std::string& name, int in, int hidden, int out);
    surefoot::ad::Var operator()(const surefoot::ad::Var& theta,
                                 const surefoot::ad::Var& x) const;  // [n, in] → [n, out]

  private:
    surefoot::nn::Linear direct_, in_, out_;
};

// Normally distributed forces around a mean that is a Residual of what is observed, with one deviation for all states.
class ResidualPolicy : public surefoot::rl::Policy {
  public:
    // Throws std::invalid_argument for actions that are not a box.
    ResidualPolicy(const surefoot::rl::Box& observation, const surefoot::rl::Space& action,
                   const surefoot::rl::PolicyConfig& config);
    surefoot::rl::Distribution operator()(const surefoot::ad::Var& theta,
                                          const surefoot::ad::Tensor& observations) const override;

  private:
    Residual mean_;
    surefoot::nn::Parameter log_std_;
};

void register_residual_policy();  // as `--set policy=residual`

}  // namespace own
