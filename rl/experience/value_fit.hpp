// Fits of a value function: V_φ is moved towards what it should have been, by least squares.   docs/09 §2, docs/14b §2
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nn/training/minibatch.hpp"
#include "nn/training/optimizer.hpp"
#include "rl/policies/value_function.hpp"
#include "rl/trust_region/conjugate_gradient.hpp"
#include "rl/trust_region/line_search.hpp"

namespace surefoot::rl {

struct ValueFitConfig {
    std::string method = "adam";                                  // or "trust_region"
    nn::MinibatchConfig minibatches = {.epochs = 5, .size = 64};  // of Adam
    double learning_rate = 2e-3;                                  // of Adam
    double max_change = 0.05;                                     // ε, the radius of the trust region
};
const std::vector<std::string>& value_fit_methods();

// Both throw std::invalid_argument unless there is one target for each row of observations.

// Minimises E[(V_φ(s) − target)²] by Adam on shuffled minibatches. Returns the new φ; φ itself when a gradient is not finite
// (Adam then keeps the moments of the steps before it).
ad::Tensor fit_by_adam(const ValueFunction& V, const ad::Tensor& phi, const ad::Tensor& observations,
                       std::span<const double> targets, nn::Optimizer& adam, nn::Rng& rng,
                       const nn::MinibatchConfig& minibatches);

// One step on the whole batch by the machinery that moves TRPO's policy (Schulman et al. 2016, eq. 28 to 30):
//
//     minimise  E[(V_φ(s) − target)²]    subject to    E[(V_φ(s) − V_old(s))²] / 2σ² ≤ ε,    σ² = E[(V_old(s) − target)²],
//
// which bounds the mean KL between normal distributions around V_old and V_φ with that variance. Its quadratic model has the
// Gauss-Newton matrix E[JᵀJ]/σ² for Fisher's. Returns φ itself when no step along the line improves the fit.
ad::Tensor fit_in_trust_region(const ValueFunction& V, const ad::Tensor& phi, const ad::Tensor& observations,
                               std::span<const double> targets, double max_change);

}  // namespace surefoot::rl
