// Policy: π_θ(a|s), from θ and a batch of observations to a distribution over actions.   docs/07 §1
#pragma once

#include <optional>
#include <vector>

#include "nn/layers/mlp.hpp"
#include "rl/envs/space.hpp"
#include "rl/policies/distribution.hpp"

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
    std::vector<int> hidden = {64, 64};  // widths of the tanh layers
    double initial_log_std = 0;          // of a Gaussian policy
};

// A tanh network with logits for a discrete action space; for a box, with means, beside a log standard deviation for
// each component that does not depend on the state (TRPO paper, Appendix D).
class MlpPolicy : public Policy {
  public:
    MlpPolicy(const Box& observation, const Space& action, const PolicyConfig& config = {});
    Distribution operator()(const ad::Var& theta, const ad::Tensor& observations) const override;

  private:
    nn::Mlp network_;
    std::optional<nn::Parameter> log_std_;  // of a box
};

}  // namespace surefoot::rl
