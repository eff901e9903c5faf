// DiagonalGaussian: independent normal components for each row, given by means and logarithms of standard
// deviations.   docs/07 §3
#pragma once

#include <span>

#include "autodiff/var.hpp"
#include "rl/policies/streams.hpp"

namespace surefoot::rl {

class DiagonalGaussian {
  public:
    DiagonalGaussian(const ad::Var& mean, const ad::Var& log_std);  // both [rows, d]; throws ad::ShapeError

    // Actions are [rows, d]. Results have one number a row, [rows].
    ad::Var log_prob(const ad::Tensor& actions) const;
    ad::Var entropy() const;                   // Σ log σ + d/2 log 2πe, in nats
    ad::Tensor sample(Streams streams) const;  // [rows, d]: row i drawn from streams(i)
    ad::Tensor mode() const { return mean_.value(); }
    bool is_proper() const;  // whether means and deviations are numbers, and no deviation has overflowed or vanished

    DiagonalGaussian constant() const { return {mean_.value(), log_std_.value()}; }  // the same, off the tape

    ad::pool::vector<ad::Var> parameters() const { return {mean_, log_std_}; }
    // The Fisher metric in (μ, log σ): diag(1/σ²) and 2·1.
    ad::pool::vector<ad::Tensor> fisher_metric(std::span<const ad::Tensor> tangents) const;

    friend ad::Var kl(const DiagonalGaussian& old_pi, const DiagonalGaussian& new_pi);

  private:
    ad::Var mean_, log_std_;
};

// KL(old ‖ new) = Σ log σ_new/σ_old + (σ_old² + (μ_old − μ_new)²) / 2σ_new² − ½, in nats, [rows]. Exact to rounding also where
// the two are nearly equal and its terms cancel.
ad::Var kl(const DiagonalGaussian& old_pi, const DiagonalGaussian& new_pi);

}  // namespace surefoot::rl
