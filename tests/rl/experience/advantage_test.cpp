#include "rl/experience/advantage.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <stdexcept>

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(advantage)

namespace {

// Three segments of one, three and two steps: terminated, truncated, cut.
rl::Rollout example() {
    rl::Rollout rollout;
    rollout.rewards = {1, 2, -1, 3, 0.5, 4};
    rollout.segments = {{0, 1, true, false}, {1, 4, false, true}, {4, 6, false, false}};
    return rollout;
}
const std::vector<double> V = {0.3, 1, -2, 0.7, 2, 1.5}, final_V = {100, 5, 6};

// The definitions as sums, with none of the recursion of the source.
double value_at(const rl::Segment& s, std::size_t k, int t) {
    return t < s.end ? V[static_cast<std::size_t>(t)] : s.terminated ? 0 : final_V[k];
}

}  // namespace

BOOST_AUTO_TEST_CASE(returns_are_discounted_sums_and_bootstrap_unless_terminated) {
    const rl::Rollout rollout = example();
    const double gamma = 0.9;
    const auto G = rl::discounted_returns(rollout, final_V, gamma);
    for (std::size_t k = 0; k < 3; ++k) {
        const rl::Segment& s = rollout.segments[k];
        for (int t = s.begin; t < s.end; ++t) {
            double sum = std::pow(gamma, s.end - t) * value_at(s, k, s.end);
            for (int l = t; l < s.end; ++l)
                sum += std::pow(gamma, l - t) * rollout.rewards[static_cast<std::size_t>(l)];
            BOOST_TEST(std::abs(G[static_cast<std::size_t>(t)] - sum) < 1e-12);
        }
    }
    BOOST_TEST(G[0] == 1);  // the 100 behind the termination is not read
}

// Â_t = Σ (γλ)ˡ δ_{t+l}, and the other form: the mixture of k-step estimators with weights (1−λ) λ^(k−1).
BOOST_AUTO_TEST_CASE(gae_is_its_sum_and_its_mixture) {
    const rl::Rollout rollout = example();
    const double gamma = 0.9, lambda = 0.8;
    const auto A = rl::gae(rollout, V, final_V, gamma, lambda);
    for (std::size_t k = 0; k < 3; ++k) {
        const rl::Segment& s = rollout.segments[k];
        for (int t = s.begin; t < s.end; ++t) {
            double sum = 0, mixture = 0;
            for (int l = t; l < s.end; ++l)
                sum += std::pow(gamma * lambda, l - t) * (rollout.rewards[static_cast<std::size_t>(l)] +
                                                          gamma * value_at(s, k, l + 1) - value_at(s, k, l));
            const int horizon = s.end - t;
            double reward = 0;
            for (int n = 1; n <= horizon; ++n) {
                reward += std::pow(gamma, n - 1) * rollout.rewards[static_cast<std::size_t>(t + n - 1)];
                const double estimate = reward + std::pow(gamma, n) * value_at(s, k, t + n) - value_at(s, k, t);
                const double weight = n < horizon ? (1 - lambda) * std::pow(lambda, n - 1) : std::pow(lambda, n - 1);
                mixture += weight * estimate;
            }
            BOOST_TEST(std::abs(A[static_cast<std::size_t>(t)] - sum) < 1e-12);
            BOOST_TEST(std::abs(A[static_cast<std::size_t>(t)] - mixture) < 1e-12);
        }
    }
}

BOOST_AUTO_TEST_CASE(lambda_one_is_the_return_minus_the_value_and_lambda_zero_one_step) {
    const rl::Rollout rollout = example();
    const auto A = rl::gae(rollout, V, final_V, 0.95, 1), G = rl::discounted_returns(rollout, final_V, 0.95);
    const auto targets = rl::lambda_returns(A, V);
    for (std::size_t t = 0; t < 6; ++t) {
        BOOST_TEST(std::abs(A[t] - (G[t] - V[t])) < 1e-12);
        BOOST_TEST(std::abs(targets[t] - G[t]) < 1e-12);
    }
    const auto one_step = rl::gae(rollout, V, final_V, 0.95, 0);
    BOOST_TEST(std::abs(one_step[1] - (2 + 0.95 * -2 - 1)) < 1e-12);
    BOOST_TEST(std::abs(one_step[3] - (3 + 0.95 * 5 - 0.7)) < 1e-12);
}

BOOST_AUTO_TEST_CASE(standardized_numbers_and_explained_variance) {
    const auto z = rl::standardized(std::vector<double>{1, 2, 3, 4});
    double sum = 0, squares = 0;
    for (const double v : z) sum += v, squares += v * v;
    BOOST_TEST(std::abs(sum) < 1e-12);
    BOOST_TEST(std::abs(squares / 4 - 1) < 1e-6);
    for (const double v : rl::standardized(std::vector<double>{5, 5})) BOOST_TEST(v == 0);

    const std::vector<double> target{1, 2, 3};
    BOOST_TEST(rl::explained_variance(target, target) == 1);
    BOOST_TEST(rl::explained_variance(std::vector<double>{7, 7, 7}, target) == 0);
    // errors of 0, 0 and −3 with variance 2, targets with variance 2/3
    BOOST_TEST(std::abs(rl::explained_variance(std::vector<double>{1, 2, 6}, target) + 2) < 1e-12);
    BOOST_TEST(std::abs(rl::explained_variance(std::vector<double>{6, 6.5, 7}, target) - 0.75) < 1e-12);
    BOOST_TEST(std::isnan(rl::explained_variance(target, std::vector<double>{2, 2, 2})));
}

// Constants have no variance to explain, whatever rounding makes of their mean, or of (r − V) + V.
BOOST_AUTO_TEST_CASE(constant_targets_have_no_explained_variance) {
    for (std::size_t n = 1; n <= 64; ++n)
        for (const double v : {0.1, 1.0 / 3, 99.9, -0.7, 1e9 + 0.1}) {
            std::vector<double> target(n, v), prediction(n), targets_by_rounding(n);
            for (std::size_t i = 0; i < n; ++i) {
                prediction[i] = 0.37 * static_cast<double>(i);
                targets_by_rounding[i] = (v - prediction[i]) + prediction[i];
            }
            BOOST_TEST(std::isnan(rl::explained_variance(prediction, target)));
            BOOST_TEST(std::isnan(rl::explained_variance(prediction, targets_by_rounding)));
        }
    BOOST_TEST(std::isnan(rl::explained_variance({}, {})));
}

// What all have in common costs no digits.
BOOST_AUTO_TEST_CASE(moments_of_nearly_constant_numbers) {
    const std::vector<double> small{0, 1e-3, 2e-3, 3e-3};
    std::vector<double> large;
    for (const double v : small) large.push_back(1e9 + v);
    const auto z = rl::standardized(small), high = rl::standardized(large);
    for (std::size_t i = 0; i < small.size(); ++i)
        BOOST_TEST(std::abs(z[i] - high[i]) < 1e-3);  // 1e9 + 1e-3 is rounded
    for (const double v : rl::standardized(std::vector<double>(1000, 0.1))) BOOST_TEST(v == 0);
}

BOOST_AUTO_TEST_CASE(counts_that_do_not_fit_are_refused) {
    const std::vector<double> two{1, 2};
    BOOST_CHECK_THROW(rl::discounted_returns(example(), two, 0.9), std::invalid_argument);
    BOOST_CHECK_THROW(rl::gae(example(), two, final_V, 0.9, 0.9), std::invalid_argument);
    BOOST_CHECK_THROW(rl::gae(example(), V, two, 0.9, 0.9), std::invalid_argument);
    BOOST_CHECK_THROW(rl::explained_variance(two, V), std::invalid_argument);
    rl::Rollout outside = example();
    outside.segments[2].end = 7;
    BOOST_CHECK_THROW(rl::discounted_returns(outside, final_V, 0.9), std::invalid_argument);
    BOOST_CHECK_THROW(rl::gae(outside, V, final_V, 0.9, 0.9), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
