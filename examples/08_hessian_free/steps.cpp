#include "examples/08_hessian_free/steps.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "autodiff/arithmetic.hpp"
#include "examples/08_hessian_free/gauss_newton.hpp"

namespace surefoot::hessian_free {

using ad::Real;
using ad::Tensor;

// #region levenberg_marquardt
double reduction_ratio(double change, double model_change) { return change / model_change; }

double adapted(double damping, double ratio) {
    if (!(ratio >= 0.25)) return damping * 3 / 2;  // a ratio that is not a number too
    return ratio > 0.75 ? damping * 2 / 3 : damping;
}
// #endregion levenberg_marquardt

// #region step
HessianFreeStep HessianFree::step(const Problem& problem, const Tensor& theta) {
    HessianFreeStep step{.damping = damping_};
    const double loss = problem.loss(theta);
    const Tensor g = problem.gradient(theta);
    const GaussNewton G(problem, theta);
    step.values = 2;
    const auto damped = [&](const Tensor& v) {
        Tensor Gv = G(v);
        ad::add_into(Gv, v, static_cast<Real>(damping_));
        return Gv;
    };

    // (G + λ) s = −g, begun where the last solve ended if the model says that it is lower there than at 0
    Tensor s0 = Tensor::zeros(g.shape()), r = Real{-1} * g;
    if (config_.warm_start > 0 && last_.size() > 0) {
        const Tensor s = static_cast<Real>(config_.warm_start) * last_, Gs = damped(s);
        ++step.products;
        if (ad::dot(g, s) + ad::dot(s, Gs) / 2 < 0) s0 = s, r = r - Gs;
    }
    const rl::Solution rest = rl::conjugate_gradient(damped, r, config_.cg);
    const Tensor s = s0 + rest.x;
    step.products += rest.iterations;

    // What the model says without damping. (G + λ) s is −g less the residual, so it takes no product more.
    const double sGs = -ad::dot(s, g + rest.residual) - damping_ * ad::dot(s, s);
    const double model_change = ad::dot(g, s) + sGs / 2;

    // What is true decides: of the line whether there is a step, of the whole step what λ becomes
    std::vector<double> trials;
    const auto measure = [&](const Tensor& trial) {
        trials.push_back(problem.loss(trial));
        return rl::Trial{.gain = loss - trials.back(), .distance = 0};
    };
    const rl::LineSearchResult found =
        rl::line_search(theta, s, measure, std::numeric_limits<double>::infinity(), config_.line_search);
    step.theta = found.theta, step.accepted = found.accepted, step.backtracks = found.backtracks;
    step.loss = found.accepted ? trials.back() : loss;
    step.values += static_cast<int>(trials.size());
    step.ratio = reduction_ratio(trials.front() - loss, model_change);
    if (config_.adapts) damping_ = adapted(damping_, step.ratio);
    last_ = s;
    return step;
}
// #endregion step

}  // namespace surefoot::hessian_free
