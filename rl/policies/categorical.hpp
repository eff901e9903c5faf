// Categorical: a distribution over n actions for each row, given by logits.   docs/07 §2
#pragma once

#include <span>

#include "autodiff/ops/indexing.hpp"
#include "autodiff/var.hpp"
#include "rl/policies/streams.hpp"

namespace surefoot::rl {

class Categorical {
  public:
    Categorical() = default;  // of no rows
    // [rows, n]. A logit of −∞ is an action that cannot be taken: its probability is 0, and it is never sampled.
    explicit Categorical(const ad::Var& logits);

    // Actions are indices, [rows, 1]. Results have one number a row, [rows].
    ad::Var log_prob(const ad::Tensor& actions) const;  // throws ad::ShapeError for what is no action
    ad::Var entropy() const;                            // −Σ p log p, in nats, with 0 log 0 = 0
    ad::Tensor sample(Streams streams) const;           // [rows, 1]: row i drawn from streams(i)
    bool is_proper() const;                             // whether the probabilities are numbers, and so add up to 1
    ad::Tensor mode() const;                            // the most probable, [rows, 1]

    Categorical constant() const;  // the same distribution, off the tape
    // The same where a mask is 1, with the actions impossible where it is 0.   mask: [rows, n]. Throws std::runtime_error,
    // naming the row, for one that allows nothing and for other numbers than 0 and 1; ad::ShapeError.
    Categorical masked(const ad::Tensor& mask) const;

    ad::pool::vector<ad::Var> parameters() const { return {logits_}; }
    // The Fisher metric in the logits, M = diag(p) − p pᵀ for each row.
    ad::pool::vector<ad::Tensor> fisher_metric(std::span<const ad::Tensor> tangents) const;

    friend ad::Var kl(const Categorical& old_pi, const Categorical& new_pi);

  private:
    ad::Index indices(const ad::Tensor& actions) const;

    ad::Var logits_, log_p_;  // [rows, n]
};

// KL(old ‖ new) = Σ p_old (log p_old − log p_new), in nats, [rows]. An action that old never takes adds nothing; one that old
// takes and new cannot makes it ∞. Exact to rounding also where the two are nearly equal and its terms cancel.
ad::Var kl(const Categorical& old_pi, const Categorical& new_pi);

}  // namespace surefoot::rl
