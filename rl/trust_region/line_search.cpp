#include "rl/trust_region/line_search.hpp"

#include <cmath>

#include "autodiff/arithmetic.hpp"

namespace surefoot::rl {

// #region line_search
LineSearchResult line_search(const ad::Tensor& theta_old, const ad::Tensor& step,
                             ad::FunctionRef<Trial(const ad::Tensor&)> measure, double radius,
                             const LineSearchConfig& config) {
    Trial trial{};
    double scale = 1;
    for (int k = 0; k <= config.max_backtracks; ++k, scale *= config.backtrack_coeff) {
        const ad::Tensor theta = theta_old + static_cast<ad::Real>(scale) * step;
        trial = measure(theta);
        const bool finite = std::isfinite(trial.gain) && std::isfinite(trial.distance) && all_finite(theta);
        if (finite && trial.gain > 0 && trial.distance <= radius) return {true, theta, trial, k};
    }
    return {false, theta_old, trial, config.max_backtracks};
}
// #endregion line_search

}  // namespace surefoot::rl
