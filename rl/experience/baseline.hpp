// Baselines: what is subtracted from the return of an action, so that it is judged against what was to be expected.
// docs/08 §4
//
// A baseline that does not depend on the action leaves the expected policy gradient alone. One that was fitted to the batch
// that it serves does depend on it, and biases the gradient; so each is fitted to the batch before.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rl/experience/critic.hpp"

namespace surefoot::rl {

// "none":     0
// "constant": the mean return
// "optimal":  the constant with which the estimated gradient varies least
// "learned":  a value function, fitted by regression to the returns
const std::vector<std::string>& baselines();

class Baseline {
  public:
    // Throws std::invalid_argument for a kind that there is not. What follows the kind is for the learned one.
    Baseline(const std::string& kind, const Box& observation, const CriticConfig& config, std::uint64_t seed);

    // b(s) for each row of observations; 0 before anything was fitted.
    ad::pool::vector<double> operator()(const ad::Tensor& observations) const;

    // Fits it to the returns G of a rollout of whole episodes that π_θ acted in, for the batch to come.
    void fit(const Policy& policy, const ad::Tensor& theta, const Rollout& rollout, std::span<const double> G);

    void archive(nn::Archive& archive);
    void start_from(const nn::SafeTensors& checkpoint);  // the learned one, as Critic has it

    const std::optional<Critic>& learned() const { return critic_; }  // the value function, when that is the kind
    double constant() const { return constant_; }                     // 0 unless the kind is a constant

  private:
    std::string kind_;
    double constant_ = 0;
    bool fitted_ = false;
    std::optional<Critic> critic_;
};

// The constant b with which an episode's part of the gradient, Σ ∇ log π(a|s) (G − b), varies least from episode to episode,
// in the sum over its components. With u = Σ ∇ log π G and w = Σ ∇ log π over an episode, where E[w] = 0,
//
//     Var[u − b w] = Var[u] − 2 b E[⟨u, w⟩] + b² E[‖w‖²]    is least at    b = E[⟨u, w⟩] / E[‖w‖²] .
//
// (Weaver and Tao 2001; Greensmith, Bartlett and Baxter 2004.)  0 when no episode has a score.
double optimal_constant(const Policy& policy, const ad::Tensor& theta, const Rollout& rollout,
                        std::span<const double> G);

}  // namespace surefoot::rl
