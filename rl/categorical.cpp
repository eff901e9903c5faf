#include "rl/categorical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "autodiff/ops/reduce.hpp"

namespace rl {

using ad::Real;
using ad::Tensor;
using ad::Var;

Categorical::Categorical(const Var& logits) : logits_(logits), log_p_(log_softmax(logits, 1)) {}

Categorical Categorical::constant() const {
    Categorical same;
    same.logits_ = logits_.value(), same.log_p_ = log_p_.value();
    return same;
}

ad::Index Categorical::indices(const Tensor& actions) const {
    const int rows = log_p_.shape()[0], n = log_p_.shape()[1];
    if (actions.shape() != ad::Shape{rows, 1})
        throw ad::ShapeError(fmt::format("Categorical: actions {} for {} rows", to_string(actions.shape()), rows));
    ad::pool::vector<int> chosen;
    for (const Real a : actions.values()) {
        if (!(a >= 0 && a < static_cast<Real>(n)) || a != std::floor(a))
            throw ad::ShapeError(fmt::format("Categorical: the action {} is not one of 0 to {}", a, n - 1));
        chosen.push_back(static_cast<int>(a));
    }
    return chosen;
}

namespace {

// x, with 0 in the place of what an action of probability 0 has there, so that 0 · ∞ does not become NaN.
Var or_0_where_impossible(const Var& log_p, const Var& x) {
    if (all_finite(log_p.value())) return x;
    const Tensor& values = log_p.value();
    const Tensor possible = greater_equal(values, Tensor::full(values.shape(), std::numeric_limits<Real>::lowest()));
    return where(possible, x, 0);
}

}  // namespace

// #region categorical
Var Categorical::log_prob(const Tensor& actions) const { return pick(log_p_, indices(actions)); }

Var Categorical::entropy() const { return -sum(exp(log_p_) * or_0_where_impossible(log_p_, log_p_), 1); }

Var kl(const Categorical& old_pi, const Categorical& new_pi) {
    const Var p = exp(old_pi.log_p_);
    // With a the change of the logits and b = a − Σ p a, KL = log Σ p eᵇ = log(1 + Σ p (eᵇ − 1 − b)), since Σ p b = 0:
    // all its terms are positive, and none cancels another.
    const Var a = new_pi.logits_ - old_pi.logits_;
    const Var b = a - expand(sum(p * a, 1), 1, p.shape()[1]);
    if (max_norm(b.value()) <= 50) return log1p(sum(p * expm1mx(b), 1));
    // Far apart, where eᵇ may overflow, or with impossible actions, nothing cancels that matters.
    const Var &log_p = old_pi.log_p_, &log_q = new_pi.log_p_;
    return sum(p * (or_0_where_impossible(log_p, log_p) - or_0_where_impossible(log_p, log_q)), 1);
}

ad::pool::vector<Tensor> Categorical::fisher_metric(std::span<const Tensor> tangents) const {
    const Var p = exp(Var(log_p_.value())), weighted = p * tangents[0];  // p ⊙ ż
    const Var mean = expand(sum(weighted, 1), 1, p.shape()[1]);
    return {(weighted - p * mean).value()};  // p ⊙ ż − p (pᵀ ż)
}
// #endregion categorical

Tensor Categorical::sample(nn::Rng& rng) const {
    const auto [rows, n] = std::pair(log_p_.shape()[0], log_p_.shape()[1]);
    Tensor actions = Tensor::uninitialized({rows, 1});
    const Real* log_p = log_p_.value().data();
    for (Real& action : actions.write()) {
        double left = rng.uniform();  // the first action whose cumulative probability exceeds u
        int chosen = 0;
        for (int j = 0; j < n; ++j) {
            const double p = std::exp(double{log_p[j]});
            if (p > 0) chosen = j;  // where rounding leaves the sum below u, the last that can be taken
            if ((left -= p) < 0) break;
        }
        action = static_cast<Real>(chosen);
        log_p += n;
    }
    return actions;
}

bool Categorical::is_proper() const {
    return std::ranges::none_of(log_p_.value().values(), [](Real v) { return std::isnan(v); });
}

Tensor Categorical::mode() const {
    const auto [rows, n] = std::pair(log_p_.shape()[0], log_p_.shape()[1]);
    Tensor actions = Tensor::uninitialized({rows, 1});
    const Real* log_p = log_p_.value().data();
    for (Real& action : actions.write()) {
        int best = 0;
        for (int j = 1; j < n; ++j)
            if (log_p[j] > log_p[best]) best = j;
        action = static_cast<Real>(best);
        log_p += n;
    }
    return actions;
}

}  // namespace rl
