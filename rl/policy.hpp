// Policy: π_θ(a|s), from θ and a batch of observations to a distribution over actions.   docs/07 §1
#pragma once

#include <optional>
#include <vector>

#include "nn/mlp.hpp"
#include "rl/distribution.hpp"
#include "rl/space.hpp"

namespace rl {

struct PolicyConfig {
    std::vector<int> hidden = {64, 64};  // widths of the tanh layers
    double initial_log_std = 0;          // of a Gaussian policy
};

// A tanh network with logits for a discrete action space; for a box, with means, beside a log standard deviation for
// each component that does not depend on the state (TRPO paper, Appendix D).
class Policy {
  public:
    Policy(const Box& observation, const Space& action, const PolicyConfig& config = {});

    const nn::Layout& layout() const { return layout_; }  // of θ
    // observations: [rows, observation size]
    Distribution operator()(const ad::Var& theta, const ad::Tensor& observations) const;

  private:
    nn::Layout layout_;
    nn::Mlp network_;
    std::optional<nn::Parameter> log_std_;  // of a box
};

}  // namespace rl
