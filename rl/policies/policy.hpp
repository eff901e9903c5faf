// Policy: π_θ(a|s), from θ and a batch of observations to a distribution over actions.   docs/07 §1
#pragma once

#include <optional>

#include "rl/policies/distribution.hpp"
#include "rl/policies/network.hpp"

namespace surefoot::rl {

// What every algorithm asks of a policy: how θ is laid out, and the function. It is called on several threads at once.
class Policy {
  public:
    virtual ~Policy() = default;
    // observations: [rows, observation size]
    virtual Distribution operator()(const ad::Var& theta, const ad::Tensor& observations) const = 0;
    const nn::Layout& layout() const { return layout_; }  // of θ

  protected:
    nn::Layout layout_;
};

struct PolicyConfig {
    NetworkConfig network = {};
    double initial_log_std = 0;  // of a Gaussian policy
};

// A network with logits for whatever is chosen; for a box, with means, beside a log standard deviation for each component
// that does not depend on the state (TRPO paper, Appendix D).
class NetworkPolicy : public Policy {
  public:
    NetworkPolicy(const Box& observation, const Space& action, const PolicyConfig& config = {});
    Distribution operator()(const ad::Var& theta, const ad::Tensor& observations) const override;

  private:
    nn::Layer network_;
    std::optional<nn::Parameter> log_std_;  // of a box
    std::vector<int> several_;              // of choices at a time, how many there are to choose from in each
};

}  // namespace surefoot::rl
