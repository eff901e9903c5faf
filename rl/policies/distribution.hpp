// Distribution: what a policy gives for a batch of observations, one distribution over actions for each row.   docs/07
//
// There are three kinds, and a policy keeps to one. kl(old, new) is always in that order.
#pragma once

#include <span>
#include <variant>

#include "rl/policies/categorical.hpp"
#include "rl/policies/diagonal_gaussian.hpp"
#include "rl/policies/multi_categorical.hpp"

namespace surefoot::rl {

using Distribution = std::variant<Categorical, DiagonalGaussian, MultiCategorical>;

// The members of whichever kind it is. Results have one number a row unless said.
ad::Var log_prob(const Distribution& pi, const ad::Tensor& actions);
ad::Var entropy(const Distribution& pi);
ad::Var kl(const Distribution& old_pi, const Distribution& new_pi);  // throws std::invalid_argument for two kinds
ad::Tensor sample(const Distribution& pi, Streams streams);  // [rows, action width]: row i drawn from streams(i)
ad::Tensor sample(const Distribution& pi, nn::Rng& rng);     // the same, all rows from one stream
ad::Tensor mode(const Distribution& pi);                     // [rows, action width]
Distribution constant(const Distribution& pi);               // the same distribution, off the tape
// The same where a mask is 1, with the actions impossible where it is 0. Throws as Categorical::masked does, and
// std::invalid_argument for a Gaussian.   mask: [rows, options of the action]
Distribution masked(const Distribution& pi, const ad::Tensor& mask);
void expect_proper(const Distribution& pi);  // throws std::runtime_error for what is no distribution any more
ad::pool::vector<ad::Var> parameters(const Distribution& pi);  // what the network gave for it
// The Fisher metric in these parameters, applied to a tangent of each.
ad::pool::vector<ad::Tensor> fisher_metric(const Distribution& pi, std::span<const ad::Tensor> tangents);

}  // namespace surefoot::rl
