// ValueFunction: V_φ(s), the return that a policy earns from s on, and its fit.   docs/09 §2
//
// φ is a vector of its own: a trunk shared with the policy would let the fit move the policy unasked.
#pragma once

#include <span>
#include <vector>

#include "nn/mlp.hpp"
#include "nn/optimizer.hpp"
#include "rl/space.hpp"

namespace rl {

class ValueFunction {
  public:
    ValueFunction(const Box& observation, const std::vector<int>& hidden);

    const nn::Layout& layout() const { return layout_; }                           // of φ
    ad::Var operator()(const ad::Var& phi, const ad::Tensor& observations) const;  // [rows, observation size] → [rows]

  private:
    nn::Layout layout_;
    nn::Mlp network_;
};

// V_φ(s) as plain numbers.
ad::pool::vector<double> evaluate(const ValueFunction& V, const ad::Tensor& phi, const ad::Tensor& observations);

struct ValueFitConfig {
    int epochs = 5;
    int minibatch = 64;
    double learning_rate = 2e-3;
};

// Minimises E[(V_φ(s) − target)²] by Adam on shuffled minibatches. Returns the new φ. targets: one a row.
ad::Tensor fit(const ValueFunction& V, const ad::Tensor& phi, const ad::Tensor& observations,
               std::span<const double> targets, nn::Adam& adam, nn::Rng& rng, const ValueFitConfig& config);

}  // namespace rl
