#include "rl/trust_region/line_search.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autodiff/arithmetic.hpp"

using namespace surefoot;

using ad::Tensor;

BOOST_AUTO_TEST_SUITE(line_search)

namespace {

const Tensor origin = Tensor::vector({0}), step = Tensor::vector({1});
constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();

// Which multiple of the step is taken, with gain and KL as functions of it; NaN when none is.
double taken(const std::function<double(double)>& gain, const std::function<double(double)>& kl,
             int max_backtracks = 10) {
    const auto result = rl::line_search(origin, step,
                                        [&](const Tensor& x) {
                                            return rl::Trial{gain(x[0]), kl(x[0])};
                                        },
                                        0.01, {.backtrack_coeff = 0.5, .max_backtracks = max_backtracks});
    if (!result.accepted) {
        BOOST_TEST(result.theta.data() == origin.data());  // θ_old itself
        return nan;
    }
    return result.theta[0];
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_first_step_that_is_good_on_both_counts_is_taken) {
    const auto one = [](double) { return 1.0; };
    const auto small = [](double) { return 0.001; };
    BOOST_TEST(taken(one, small) == 1);
    BOOST_TEST(taken(one, [](double x) { return 0.04 * x * x; }) == 0.5);  // too far: shrink once, to KL = δ exactly
    BOOST_TEST(taken([](double x) { return x - 2 * x * x; }, small) == 0.25);         // no gain at 1 and at ½
    BOOST_TEST(taken(one, [](double x) { return x > 0.2 ? nan : 0.001; }) == 0.125);  // NaN is no KL
    BOOST_TEST(taken([](double x) { return x > 0.2 ? inf : 1.0; }, small) == 0.125);  // infinity is no gain
}

BOOST_AUTO_TEST_CASE(nothing_is_taken_when_nothing_is_good) {
    const auto none = [](double) { return 0.0; };
    BOOST_TEST(std::isnan(taken(none, none)));  // no gain is not a gain
    BOOST_TEST(std::isnan(taken([](double) { return 1.0; }, [](double) { return -inf; })));
    BOOST_TEST(std::isnan(taken([](double) { return nan; }, none)));
}

// The step itself, and then as many shrinkings as are allowed.
BOOST_AUTO_TEST_CASE(the_step_is_shrunk_as_often_as_it_may_be) {
    const auto gain = [](double x) { return x - 2 * x * x; };  // none at 1 and at ½
    const auto kl = [](double) { return 0.0; };
    BOOST_TEST(std::isnan(taken(gain, kl, 1)));
    BOOST_TEST(taken(gain, kl, 2) == 0.25);
    for (const int most : {0, 1, 5}) {
        std::vector<double> tried;
        const auto never = [&](const Tensor& x) {
            tried.push_back(x[0]);
            return rl::Trial{-1, 0};
        };
        const auto result = rl::line_search(origin, step, never, 1, {.backtrack_coeff = 0.25, .max_backtracks = most});
        BOOST_TEST((!result.accepted && result.backtracks == most));
        BOOST_REQUIRE(tried.size() == static_cast<std::size_t>(most) + 1);
        for (std::size_t k = 0; k < tried.size(); ++k) BOOST_TEST(tried[k] == std::pow(0.25, k));
    }
}

BOOST_AUTO_TEST_SUITE_END()
