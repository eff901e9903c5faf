#include "rl/experience/advantage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace surefoot::rl {
namespace {

struct Moments {
    double mean, variance;
};

// Counted from the first, so that what all have in common, however large, costs no digits: constants have a variance of 0.
Moments moments(std::span<const double> x) {
    const double first = x.empty() ? 0 : x[0];
    double mean = 0, variance = 0;
    for (const double v : x) mean += (v - first) / static_cast<double>(x.size());
    for (const double v : x) {
        const double off = (v - first) - mean;
        variance += off * off / static_cast<double>(x.size());
    }
    return {first + mean, variance};
}

double largest(std::span<const double> x) {
    double most = 0;
    for (const double v : x) most = std::max(most, std::abs(v));
    return most;
}

void expect(bool fits, const char* what) {
    if (!fits) throw std::invalid_argument(what);
}

// Segments that lie within the rows: the loops below write there.
void check_segments(const Rollout& rollout, std::span<const double> final_values) {
    expect(final_values.size() == rollout.segments.size(), "advantage: one final value for each segment");
    for (const Segment& s : rollout.segments)
        expect(0 <= s.begin && s.begin <= s.end && s.end <= rollout.size(), "advantage: a segment outside the rollout");
}

}  // namespace

// #region returns
ad::pool::vector<double> discounted_returns(const Rollout& rollout, std::span<const double> final_values,
                                            double gamma) {
    check_segments(rollout, final_values);
    ad::pool::vector<double> G(rollout.rewards.size());
    for (std::size_t k = 0; k < rollout.segments.size(); ++k) {
        const Segment& segment = rollout.segments[k];
        double next = segment.terminated ? 0 : final_values[k];
        for (auto t = static_cast<std::size_t>(segment.end); t-- > static_cast<std::size_t>(segment.begin);)
            next = G[t] = rollout.rewards[t] + gamma * next;
    }
    return G;
}
// #endregion returns

ad::pool::vector<double> rewards_to_go(const Rollout& rollout, double gamma) {
    const ad::pool::vector<double> nothing_more(rollout.segments.size(), 0.0);
    return discounted_returns(rollout, nothing_more, gamma);
}

// #region gae
ad::pool::vector<double> gae(const Rollout& rollout, std::span<const double> V, std::span<const double> final_values,
                             double gamma, double lambda) {
    expect(V.size() == rollout.rewards.size(), "gae: one value for each row");
    check_segments(rollout, final_values);
    ad::pool::vector<double> A(rollout.rewards.size());
    for (std::size_t k = 0; k < rollout.segments.size(); ++k) {
        const Segment& segment = rollout.segments[k];
        double next_V = segment.terminated ? 0 : final_values[k], next_A = 0;
        for (auto t = static_cast<std::size_t>(segment.end); t-- > static_cast<std::size_t>(segment.begin);) {
            const double delta = rollout.rewards[t] + gamma * next_V - V[t];
            next_A = A[t] = delta + gamma * lambda * next_A;
            next_V = V[t];
        }
    }
    return A;
}
// #endregion gae

ad::pool::vector<double> lambda_returns(std::span<const double> A, std::span<const double> V) {
    expect(A.size() == V.size(), "lambda_returns: one value for each advantage");
    ad::pool::vector<double> targets(A.begin(), A.end());
    for (std::size_t t = 0; t < V.size(); ++t) targets[t] += V[t];
    return targets;
}

ad::pool::vector<double> difference(std::span<const double> a, std::span<const double> b) {
    expect(a.size() == b.size(), "difference: two lists of different lengths");
    ad::pool::vector<double> d(a.begin(), a.end());
    for (std::size_t i = 0; i < b.size(); ++i) d[i] -= b[i];
    return d;
}

ad::pool::vector<double> standardized(std::span<const double> x) {
    const auto [mean, variance] = moments(x);
    ad::pool::vector<double> z;
    for (const double v : x) z.push_back((v - mean) / (std::sqrt(variance) + 1e-8));
    return z;
}

double explained_variance(std::span<const double> prediction, std::span<const double> target) {
    expect(prediction.size() == target.size(), "explained_variance: a prediction for each target");
    const double variance = moments(target).variance;
    // Targets are sums with the predictions in them: what differs by their rounding is constant.
    const double rounding =
        16 * std::numeric_limits<double>::epsilon() * std::max(largest(target), largest(prediction));
    if (!(variance > rounding * rounding)) return std::nan("");
    return 1 - moments(difference(target, prediction)).variance / variance;
}

}  // namespace surefoot::rl
