// MultiCategorical: several independent choices for each row, each of them a Categorical.   docs/07 §4
#pragma once

#include <span>

#include "rl/policies/categorical.hpp"

namespace surefoot::rl {

class MultiCategorical {
  public:
    // logits: [rows, Σ n], those of choice k behind those of the choices before it; a logit of −∞ as Categorical has it. Throws
    // ad::ShapeError for another number of them, and for no choice.
    MultiCategorical(const ad::Var& logits, std::span<const int> n);

    // Actions have one column of indices for each choice, [rows, choices]. Results have one number a row, [rows]: sums over
    // the choices.
    ad::Var log_prob(const ad::Tensor& actions) const;  // throws ad::ShapeError for what is no action
    ad::Var entropy() const;                            // in nats
    ad::Tensor sample(Streams streams) const;           // row i drawn from streams(i), choice after choice
    bool is_proper() const;                             // whether all probabilities are numbers
    ad::Tensor mode() const;                            // the most probable

    MultiCategorical constant() const;  // the same distribution, off the tape
    // As Categorical::masked, for the mask of each choice.   mask: [rows, Σ n]
    MultiCategorical masked(const ad::Tensor& mask) const;

    ad::pool::vector<ad::Var> parameters() const;  // the logits of each choice
    ad::pool::vector<ad::Tensor> fisher_metric(std::span<const ad::Tensor> tangents) const;  // that of each choice

    // Σ KL(old ‖ new) of the choices, [rows]. Throws ad::ShapeError when they are not as many.
    friend ad::Var kl(const MultiCategorical& old_pi, const MultiCategorical& new_pi);

  private:
    MultiCategorical() = default;

    ad::pool::vector<Categorical> of_;  // one for each choice
};

ad::Var kl(const MultiCategorical& old_pi, const MultiCategorical& new_pi);

}  // namespace surefoot::rl
