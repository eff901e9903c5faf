// Advantages: how much better an action was than what the policy does on average, estimated from a rollout.   docs/09
//
// Everything is double, [n] over the rows of the rollout, and runs within segments: nothing flows from one episode
// into the one before it.
#pragma once

#include <span>

#include "rl/experience/rollout.hpp"

namespace surefoot::rl {

// G_t = r_t + γ r_{t+1} + γ² r_{t+2} + …, to the end of the segment and, when the episode would have gone on, the value of
// the observation it stopped at: + γᵏ V(s_end). A terminated segment has no more to come, so its final value is not read.
// final_values: one for each segment. Throws std::invalid_argument when there are not as many, or a segment lies
// outside the rollout.
ad::pool::vector<double> discounted_returns(const Rollout& rollout, std::span<const double> final_values, double gamma);

// The same of whole episodes, with nothing more to come after any: what was earned before the clock stopped them.
ad::pool::vector<double> rewards_to_go(const Rollout& rollout, double gamma);

// GAE(γ, λ) (Schulman et al. 2016, eq. 16):  Â_t = δ_t + γλ Â_{t+1},   δ_t = r_t + γ V(s_{t+1}) − V(s_t)
// values: V of each row's observation; final_values as above.
ad::pool::vector<double> gae(const Rollout& rollout, std::span<const double> values,
                             std::span<const double> final_values, double gamma, double lambda);

// Â_t + V(s_t), the λ-return: what V should have been, and the target of its fit.
ad::pool::vector<double> lambda_returns(std::span<const double> advantages, std::span<const double> values);

ad::pool::vector<double> difference(std::span<const double> a, std::span<const double> b);  // a − b

// (x − mean) / (standard deviation + 1e−8): takes the scale of the rewards out of the step.
ad::pool::vector<double> standardized(std::span<const double> x);

// 1 − Var(target − prediction) / Var(target): 1 for a perfect value function, 0 for a constant. NaN for targets that are constant
// but for rounding.
double explained_variance(std::span<const double> prediction, std::span<const double> target);

}  // namespace surefoot::rl
