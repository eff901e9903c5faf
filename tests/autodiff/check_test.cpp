// The checker is itself checked: it must pass what is right and name what is wrong.
#include "autodiff/check.hpp"

#include <boost/test/unit_test.hpp>

#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "autodiff/transforms.hpp"
#include "tests/autodiff/op_cases.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(check)

BOOST_AUTO_TEST_CASE(what_is_right_passes_with_errors_near_rounding) {
    const auto f = [](std::span<const Var> x) { return ad::log(1 + ad::square(x[0])) * ad::exp(x[1]); };
    const ad::CheckReport report = ad::check(f, {sample({4}), sample({4})});
    BOOST_TEST(bool(report), report.failure);
    BOOST_TEST((report.difference_error > 0 || sizeof(Real) == 4));  // in float all of it is rounding
    BOOST_TEST(report.taylor_order > 1.5);
}

// A derivative that is wrong by a thousandth: f cuts the tape and leaves out 0.1 % of its dependence on x.
BOOST_AUTO_TEST_CASE(a_derivative_that_is_off_by_a_thousandth_fails_on_differences_and_taylor) {
    const double off = sizeof(ad::Real) == 8 ? 0.001 : 0.05;
    const auto f = [off](std::span<const Var> x) { return ad::exp(x[0]) + off * ad::exp(x[0].value()).value(); };
    const ad::CheckReport report = ad::check(f, {sample({4})}, {.second_order = false});
    BOOST_TEST(!report);
    BOOST_TEST(report.difference_error > 1e-4);
    BOOST_TEST(report.taylor_order < 1.5);
    BOOST_TEST(report.failure.find("differences give") != std::string::npos, report.failure);
    BOOST_TEST(report.failure.find("seed 1") != std::string::npos);
}

// A constant beside what varies must not excuse a slope: here it is x where it should be 2x.
BOOST_AUTO_TEST_CASE(a_slope_that_is_wrong_by_half_fails_beside_any_constant) {
    for (const double constant : {0.0, 1e3, 1e6, 1e10, 1e14, 1e300}) {
        if (sizeof(Real) == 4 && constant > 1e30) continue;
        const auto c = static_cast<Real>(constant);
        const auto wrong = [c](std::span<const Var> x) { return c + x[0] * Var(x[0].value()); };
        const ad::CheckReport report = ad::check(wrong, {Tensor::vector({1.5, -2})}, {.second_order = false});
        BOOST_TEST(!report, "beside " << constant);
    }
    const auto right = [](std::span<const Var> x) { return 100 + x[0] * x[0]; };
    BOOST_TEST(bool(ad::check(right, {Tensor::vector({1.5, -2})})));
}

// Nor may another element, or another input, whose slope is large.
BOOST_AUTO_TEST_CASE(a_slope_that_is_wrong_by_half_fails_beside_any_slope) {
    const Real large = sizeof(Real) == 8 ? 1e10 : 1e5;
    const auto wrong = [](const Var& x) { return x * Var(x.value()); };
    const auto beside_an_element = [&](std::span<const Var> x) {
        return ad::concatenate(std::vector<Var>{large * x[0], wrong(x[0])}, 0);
    };
    const auto beside_an_input = [&](std::span<const Var> x) { return large * x[0] + wrong(x[1]); };
    const Tensor at = Tensor::vector({1.5, -2});
    BOOST_TEST(!ad::check(beside_an_element, {at}, {.second_order = false}));
    BOOST_TEST(!ad::check(beside_an_input, {Tensor::zeros({2}), at}, {.second_order = false}));
    const auto right = [&](std::span<const Var> x) { return large * x[0] + x[1] * x[1]; };
    const ad::CheckReport report = ad::check(right, {Tensor::zeros({2}), at}, {.second_order = false});
    BOOST_TEST(bool(report), report.failure);
}

BOOST_AUTO_TEST_CASE(where_rounding_leaves_differences_no_digits_the_check_says_so) {
    const auto f = [](std::span<const Var> x) { return Real(1e14) + ad::square(x[0]); };
    const ad::CheckReport report = ad::check(f, {Tensor::vector({1.5, -2})}, {.second_order = false});
    BOOST_TEST(report.failure.find("take off what is constant") != std::string::npos, report.failure);
    // Nor is the rounding of a large value a curvature, beside which a slope that is off would be small.
    const double large = sizeof(Real) == 8 ? 1e6 : 10, slope = sizeof(Real) == 8 ? 1e-5 : 1e-3;
    const auto wrong = [&](std::span<const Var> x) { return large + slope * (1.2 * x[0] - 0.2 * x[0].value()); };
    for (std::uint64_t seed = 1; seed <= 50; ++seed)
        BOOST_TEST(!ad::check(wrong, {Tensor::vector({1.5, -2})}, {.seed = seed, .second_order = false}), seed);
}

BOOST_AUTO_TEST_CASE(a_kink_under_the_point_is_seen) {
    const auto f = [](std::span<const Var> x) { return ad::relu(x[0]); };
    BOOST_TEST(!ad::check(f, {Tensor::vector({0})}, {.second_order = false}));
}

BOOST_AUTO_TEST_SUITE_END()
