#include "rl/experience/baseline.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "rl/experience/advantage.hpp"
#include "rl/experience/policy_gradient.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(baseline)

BOOST_AUTO_TEST_CASE(before_anything_was_fitted_it_is_zero) {
    for (const std::string& kind : rl::baselines()) {
        const rl::Baseline b(kind, unbounded(2), {}, 1);
        for (const double value : b(Tensor::full({3, 2}, 1))) BOOST_TEST(value == 0, kind);
    }
    BOOST_CHECK_THROW(rl::Baseline("mean", unbounded(2), {}, 1), std::invalid_argument);
}

// The parts that each episode adds to the gradient vary least at the optimal constant, and with a variance that the
// formula knows everywhere.
BOOST_AUTO_TEST_CASE(the_optimal_constant_has_the_least_variance_of_all_constants) {
    const CartPoleRollout s(600, {.whole_episodes = true});
    const auto G = rl::rewards_to_go(s.rollout, 0.99);
    const double b = rl::optimal_constant(s.policy, s.theta, s.rollout, G);
    // E‖Σ ∇ log π (G − b)‖², an episode's part; its mean does not depend on b, so this differs from the variance by a constant
    const auto second_moment = [&](double constant) {
        double sum = 0;
        const rl::Batch batch =
            rl::make_batch(s.rollout, rl::difference(G, ad::pool::vector<double>(G.size(), constant)));
        for (const rl::Segment& e : s.rollout.segments) {
            const Tensor g = rl::policy_gradient(s.policy, s.theta, rl::rows(batch, e.begin, e.end));
            sum += (e.end - e.begin) * (e.end - e.begin) * ad::dot(g, g);
        }
        return sum;
    };
    const double least = second_moment(b), rounding = 1e4 * double{std::numeric_limits<Real>::epsilon()} * least;
    for (const double other : {0.0, 0.9 * b, b - 0.5, b + 0.5, 1.1 * b, 100.0})
        BOOST_TEST(second_moment(other) > least - rounding, "at " << other << " and not at " << b);
    // a parabola: as far to either side it is as high
    BOOST_TEST(std::abs(second_moment(b + 5) - second_moment(b - 5)) <= 100 * rounding);
    BOOST_TEST(second_moment(b + 5) > 1.001 * least);
}

BOOST_AUTO_TEST_CASE(what_each_kind_is_after_a_fit) {
    const CartPoleRollout s(600, {.whole_episodes = true});
    const auto G = rl::rewards_to_go(s.rollout, 0.99);
    const auto fitted = [&](const std::string& kind) {
        rl::Baseline b(kind, s.envs.spec().observation, {.network = {.hidden = {16}}}, 1);
        for (int i = 0; i < 40; ++i) b.fit(s.policy, s.theta, s.rollout, G);
        return b(s.rollout.observations);
    };
    BOOST_TEST(fitted("none")[0] == 0);
    BOOST_TEST(std::abs(fitted("constant")[5] - std::accumulate(G.begin(), G.end(), 0.0) / double(G.size())) < 1e-9);
    BOOST_TEST(fitted("optimal")[5] == rl::optimal_constant(s.policy, s.theta, s.rollout, G));
    BOOST_TEST(rl::explained_variance(fitted("learned"), G) > 0.1);  // it depends on the state
}

BOOST_AUTO_TEST_SUITE_END()
