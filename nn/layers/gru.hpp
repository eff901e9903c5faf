// GRU: a recurrent cell with gates (Cho et al. 2014), as torch.nn.GRU has it.
#pragma once

#include <string>

#include "nn/parameters.hpp"

namespace surefoot::nn {

//     r = σ(W_ir x + b_ir + W_hr h + b_hr)           how much of the past the candidate sees
//     z = σ(W_iz x + b_iz + W_hz h + b_hz)           how much of the past stays
//     n = tanh(W_in x + b_in + r ⊙ (W_hn h + b_hn))  the candidate
//     h′ = (1 − z) ⊙ n + z ⊙ h
class Gru {
  public:
    // Appends `name.weight_ih_l0` [3 hidden, in], `name.weight_hh_l0` [3 hidden, hidden], `name.bias_ih_l0` and `bias_hh_l0`
    // [3 hidden], each as r, z, n one below the other, uniform on ±1/√hidden.
    Gru(Layout& layout, const std::string& name, int in, int hidden);

    // One step.   x: [n, in]   h: [n, hidden] → [n, hidden]. Both throw ad::ShapeError, naming the layer.
    ad::Var step(const ad::Var& theta, const ad::Var& x, const ad::Var& h) const;
    // A sequence.   x: [n, t, in], t ≥ 1   h: the state before it → all states, [n, t, hidden]
    ad::Var operator()(const ad::Var& theta, const ad::Var& x, const ad::Var& h) const;
    ad::Var operator()(const ad::Var& theta, const ad::Var& x) const;  // from a state of zeros

    int hidden() const { return W_h_.shape[1]; }

  private:
    // The same, given W_i x + b_i, [n, 3 hidden].
    ad::Var advance(const ad::Var& theta, const ad::Var& seen, const ad::Var& h) const;

    std::string name_;
    Parameter W_i_, W_h_, b_i_, b_h_;
};

}  // namespace surefoot::nn
