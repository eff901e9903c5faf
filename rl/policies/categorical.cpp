#include "rl/policies/categorical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "autodiff/ops/reduce.hpp"

namespace surefoot::rl {

using ad::Real;
using ad::Tensor;
using ad::Var;

Categorical::Categorical(const Var& logits) : logits_(logits), log_p_(log_softmax(logits, 1)) {}

Categorical Categorical::constant() const {
    Categorical same;
    same.logits_ = logits_.value(), same.log_p_ = log_p_.value();
    return same;
}

Categorical Categorical::masked(const Tensor& mask) const {
    if (mask.shape() != logits_.shape())
        throw ad::ShapeError(
            fmt::format("Categorical: a mask {} for logits {}", to_string(mask.shape()), to_string(logits_.shape())));
    const int rows = mask.shape()[0], n = mask.shape()[1];
    for (int row = 0; row < rows; ++row) {
        const auto entries = mask.values().subspan(static_cast<std::size_t>(row * n), static_cast<std::size_t>(n));
        for (const Real v : entries)
            if (v != 0 && v != 1)
                throw std::runtime_error(fmt::format("the mask of row {} has {} in it: it takes 0 and 1", row, v));
        if (std::ranges::count(entries, Real{1}) == 0)
            throw std::runtime_error(fmt::format("the mask of row {} allows no action", row));
    }
    return Categorical(where(mask, logits_, -std::numeric_limits<Real>::infinity()));
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

constexpr Real tiny = std::numeric_limits<Real>::denorm_min();  // the smallest number above 0

Tensor at_least(const Tensor& x, Real bound) { return greater_equal(x, Tensor::full(x.shape(), bound)); }  // 1 or 0
Tensor possible(const Tensor& p) { return at_least(p, tiny); }

// x, with 0 in the place of what an action of probability 0 has there, so that 0 · ∞ does not become NaN.
Var or_0_where_impossible(const Var& p, const Var& x) {
    if (std::ranges::all_of(p.value().values(), [](Real v) { return v > 0; })) return x;
    return where(possible(p.value()), x, 0);
}

// aⱼ − Σ p a
Var centred(const Var& p, const Var& a) { return a - expand(sum(p * a, 1), 1, p.shape()[1]); }

// kl() where not all rows are alike. In some the two are far apart, so that eᵇ may overflow, or new can take what old cannot:
// there nothing cancels that matters. In the others an action that neither can take has no change, and no part.
Var kl_row_by_row(const Var& p, const Var& old_logits, const Var& old_log_p, const Var& new_logits,
                  const Var& new_log_p) {
    const Var a = new_logits - old_logits;
    const Tensor can = possible(p.value()), change = where(can, a.value(), 0).value();
    const Tensor far = at_least(ad::max_magnitude(centred(p.value(), change).value(), 1), 50);
    const Var beyond = (1 - Var(can)) * exp(Var(new_log_p.value()));  // what new takes of it
    const Tensor near = ((1 - Var(far)) * (1 - Var(at_least(sum(beyond, 1).value(), tiny)))).value();

    const Var b = centred(p, where((can * expand(near, 1, can.shape()[1])).value(), a, 0));
    const Var plain = sum(p * (or_0_where_impossible(p, old_log_p) - or_0_where_impossible(p, new_log_p)), 1);
    return where(near, log1p(sum(p * expm1mx(b), 1)), plain);
}

}  // namespace

// #region categorical
Var Categorical::log_prob(const Tensor& actions) const { return pick(log_p_, indices(actions)); }

Var Categorical::entropy() const {
    const Var p = exp(log_p_);
    return -sum(p * or_0_where_impossible(p, log_p_), 1);
}

Var kl(const Categorical& old_pi, const Categorical& new_pi) {
    const Var p = exp(old_pi.log_p_);
    // With a the change of the logits and b = a − Σ p a, KL = log Σ p eᵇ = log(1 + Σ p (eᵇ − 1 − b)), since Σ p b = 0:
    // all its terms are positive, and none cancels another.
    const Var b = centred(p, new_pi.logits_ - old_pi.logits_);
    if (max_norm(b.value()) <= 50) return log1p(sum(p * expm1mx(b), 1));
    return kl_row_by_row(p, old_pi.logits_, old_pi.log_p_, new_pi.logits_, new_pi.log_p_);
}

ad::pool::vector<Tensor> Categorical::fisher_metric(std::span<const Tensor> tangents) const {
    const Var p = exp(Var(log_p_.value())), weighted = p * tangents[0];  // p ⊙ ż
    const Var mean = expand(sum(weighted, 1), 1, p.shape()[1]);
    return {(weighted - p * mean).value()};  // p ⊙ ż − p (pᵀ ż)
}
// #endregion categorical

Tensor Categorical::sample(Streams streams) const {
    const auto [rows, n] = std::pair(log_p_.shape()[0], log_p_.shape()[1]);
    Tensor actions = Tensor::uninitialized({rows, 1});
    const Real* log_p = log_p_.value().data();
    int row = 0;
    for (Real& action : actions.write()) {
        double left = streams(row++).uniform();  // the first action whose cumulative probability exceeds u
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

}  // namespace surefoot::rl
