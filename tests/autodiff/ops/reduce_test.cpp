#include "autodiff/ops/reduce.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/transforms.hpp"
#include "tests/autodiff/op_cases.hpp"
#include "tests/autodiff/ramp.hpp"

using namespace surefoot;

using ad::Real;
using ad::Shape;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(reduce)

namespace {

const RegisterOp sum_all("sum_to", on_one([](const Var& x) { return ad::sum(x); }),
                         {{sample({4})}, {sample({2, 3})}, {sample({0})}, {sample({2, 2, 2, 2})}});
const RegisterOp sum_first("sum_to", on_one([](const Var& x) { return ad::sum(x, 0); }),
                           {{sample({4})}, {sample({2, 3})}, {sample({0, 3})}, {sample({3, 2, 2})}});
const RegisterOp sum_middle("sum_to", on_one([](const Var& x) { return ad::sum(x, 1); }),
                            {{sample({2, 3})}, {sample({2, 3, 2})}, {sample({2, 3, 2, 2})}, {sample({3, 0, 2})}});
const RegisterOp mean_last("sum_to", on_one([](const Var& x) { return ad::mean(x, -1); }),
                           {{sample({2, 3})}, {sample({2, 3, 4})}});
const RegisterOp two_axes("sum_to", on_one([](const Var& x) { return ad::sum_to(x, {2, 1}); }), {{sample({3, 2, 4})}});

const RegisterOp scalar_up("broadcast_to", on_one([](const Var& x) {
                               return ad::broadcast_to(x, {2, 3});
                           }),
                           {{sample({})}, {sample({3})}, {sample({2, 1})}, {sample({1, 3})}});
const RegisterOp empty_up("broadcast_to", on_one([](const Var& x) {
                              return ad::broadcast_to(x, {2, 0});
                          }),
                          {{sample({})}, {sample({0})}, {sample({2, 1})}});
const RegisterOp four_axes("broadcast_to", on_one([](const Var& x) {
                               return ad::broadcast_to(x, {2, 3, 2, 2});
                           }),
                           {{sample({3, 1, 2})}});

// Far apart, so that no difference crosses a tie.
const Tensor apart = Tensor::of({2, 3}, {Real(0.1), Real(0.9), Real(0.5), 2, Real(-1), Real(0.7)});
const RegisterOp max_0("max", on_one([](const Var& x) { return ad::max(x, 0); }),
                       {{apart}, {apart.reshaped({6})}, {apart.reshaped({3, 2})}, {sample({2, 0})}});
const RegisterOp max_1("max", on_one([](const Var& x) { return ad::max(x, -1); }),
                       {{apart}, {apart.reshaped({1, 2, 3})}, {sample({0, 2})}});
const RegisterOp max_all("max", on_one([](const Var& x) { return ad::max(x); }), {{apart}, {sample({})}});

const RegisterOp cumsum_0("cumsum", on_one([](const Var& x) { return ad::cumsum(x, 0); }),
                          {{sample({4})}, {sample({3, 2})}, {sample({0, 2})}});
const RegisterOp cumsum_1("cumsum", on_one([](const Var& x) { return ad::cumsum(x, 1, true); }),
                          {{sample({2, 3})}, {sample({2, 3, 2})}, {sample({2, 0})}});

const RegisterOp lse_0("log_sum_exp", on_one([](const Var& x) { return ad::log_sum_exp(x, 0); }),
                       {{sample({4})}, {sample({3, 2})}, {sample({2, 0})}});
const RegisterOp lse_1("log_sum_exp", on_one([](const Var& x) { return ad::log_sum_exp(x, 1); }),
                       {{sample({2, 3})}, {sample({2, 3, 2})}, {sample({2, 1})}, {sample({0, 3})}});
const RegisterOp lsm_0("log_softmax", on_one([](const Var& x) { return ad::log_softmax(x, 0); }),
                       {{sample({4})}, {sample({3, 2})}, {sample({2, 0})}});
const RegisterOp lsm_1("log_softmax", on_one([](const Var& x) { return ad::log_softmax(x, 1); }),
                       {{sample({2, 3})}, {sample({2, 3, 2})}, {sample({2, 1})}, {sample({0, 3})}});
const RegisterOp softmax_("log_softmax", on_one([](const Var& x) { return ad::softmax(x, -1); }),
                          {{sample({2, 3})}, {sample({5})}});

constexpr Real inf = std::numeric_limits<Real>::infinity();
const double tight = 16 * double{std::numeric_limits<Real>::epsilon()};

}  // namespace

BOOST_AUTO_TEST_CASE(sums_and_means_over_every_axis) {
    const Tensor x = Tensor::of({2, 3}, {1, 2, 3, 4, 5, 6});
    BOOST_TEST(ad::sum(x).value().item() == 21);
    BOOST_TEST(ad::sum(x).shape().rank() == 0);
    BOOST_TEST(same_bits(ad::sum(x, 0).value(), Tensor::vector({5, 7, 9})));
    BOOST_TEST(same_bits(ad::sum(x, 1).value(), Tensor::vector({6, 15})));
    BOOST_TEST(same_bits(ad::sum(x, -1).value(), Tensor::vector({6, 15})));
    BOOST_TEST(ad::mean(x).value().item() == 3.5);
    BOOST_TEST(same_bits(ad::mean(x, 0).value(), Tensor::vector({2.5, 3.5, 4.5})));
    BOOST_TEST(ad::max(x).value().item() == 6);
    BOOST_TEST(same_bits(ad::max(x, 1).value(), Tensor::vector({3, 6})));
}

// Against plain loops, over every axis of a rank-4 tensor.
BOOST_AUTO_TEST_CASE(any_axis_of_rank_four) {
    const Tensor x = sample({2, 3, 4, 5});
    for (int axis = 0; axis < 4; ++axis) {
        const ad::AxisView v = ad::around(x.shape(), axis);
        const Tensor s = ad::sum(x, axis).value(), m = ad::max(x, axis).value(), l = ad::log_sum_exp(x, axis).value();
        for (std::ptrdiff_t i = 0; i < v.outer; ++i)
            for (std::ptrdiff_t k = 0; k < v.inner; ++k) {
                double total = 0, most = -1e9, powers = 0;
                for (std::ptrdiff_t j = 0; j < v.extent; ++j) {
                    const double value = x[(i * v.extent + j) * v.inner + k];
                    total += value, most = std::max(most, value), powers += std::exp(value);
                }
                const std::ptrdiff_t at = i * v.inner + k;
                BOOST_TEST(std::abs(s[at] - total) <= 10 * tight);
                BOOST_TEST(m[at] == most);
                BOOST_TEST(std::abs(l[at] - std::log(powers)) <= 10 * tight);
            }
    }
}

// What PyTorch 1.13 gives for the same ramps: torch.var, torch.cumsum, torch.prod.
BOOST_AUTO_TEST_CASE(values_are_pytorchs) {
    const Tensor x = ramp({2, 4}, 1.1);
    BOOST_TEST(close(ad::variance(x, 1), 0.7331308593153374));
    BOOST_TEST(close(ad::cumsum(x, 1), -3.1618674089857906));
    BOOST_TEST(close(ad::prod(x, 1), 0.11167620495421779));
    BOOST_TEST(same_bits(ad::cumsum(Tensor::vector({1, 2, 3}), 0, true).value(), Tensor::vector({6, 5, 3})));
    BOOST_TEST(same_bits(ad::min(Tensor::of({2, 2}, {1, -2, 5, 4}), 1).value(), Tensor::vector({-2, 4})));
    BOOST_TEST(ad::min(Tensor::vector({3, -1})).value().item() == -1);
    BOOST_TEST(ad::variance(Tensor::vector({1, 3}), 0, 0).value().item() == 1);
    BOOST_CHECK_THROW(ad::variance(Tensor::vector({1}), 0), ad::ShapeError);
}

BOOST_AUTO_TEST_CASE(a_product_has_its_derivatives_also_where_factors_are_0) {
    for (const int n : {1, 2, 3, 5, 8}) {
        const ad::Function f = [](std::span<const Var> x) { return ad::prod(x[0], 1); };
        const ad::CheckReport report = ad::check(f, {sample({2, n})});
        BOOST_TEST(bool(report), report.failure);
    }
    ad::Tape tape;
    const Var x = tape.variable(Tensor::vector({2, 0, 3, 0, 5}));
    const Var y = ad::prod(x);
    BOOST_TEST(ad::max_norm(ad::grad(y, x)) == 0);
    BOOST_TEST(same_bits(ad::hvp(y, x, Tensor::vector({0, 1, 0, 0, 0})), Tensor::vector({0, 0, 0, 30, 0})));
    BOOST_TEST(ad::prod(Tensor::zeros({0})).value().item() == 1);
    BOOST_TEST(same_bits(ad::prod(Tensor::zeros({2, 0}), 1).value(), Tensor::vector({1, 1})));
}

BOOST_AUTO_TEST_CASE(nothing_has_the_sum_0_and_no_mean_or_maximum) {
    const Tensor nothing = Tensor::zeros({0}), columns = Tensor::zeros({0, 3});
    BOOST_TEST(ad::sum(nothing).value().item() == 0);
    BOOST_TEST(same_bits(ad::sum(columns, 0).value(), Tensor::zeros({3})));
    BOOST_TEST((ad::sum(columns, 1).shape() == Shape({0})));
    BOOST_CHECK_THROW(ad::mean(nothing), ad::ShapeError);
    BOOST_CHECK_THROW(ad::mean(columns, 0), ad::ShapeError);
    BOOST_CHECK_THROW(ad::max(nothing), ad::ShapeError);
    BOOST_CHECK_THROW(ad::max(columns, 0), ad::ShapeError);
    BOOST_CHECK_THROW(ad::log_sum_exp(columns, 0), ad::ShapeError);
    BOOST_TEST((ad::max(columns, 1).shape() == Shape({0})));  // no rows: no maximum is asked for
}

BOOST_AUTO_TEST_CASE(log_sum_exp_does_not_overflow) {
    const Tensor x = Tensor::of({4, 2}, {1000, 1000, -1000, -1000, -inf, 0, -inf, -inf});
    const Tensor y = ad::log_sum_exp(x, 1).value();
    BOOST_TEST(std::abs(y[0] - (1000 + std::log(2.0))) <= 1000 * tight);
    BOOST_TEST(std::abs(y[1] - (-1000 + std::log(2.0))) <= 1000 * tight);
    BOOST_TEST(y[2] == 0);
    BOOST_TEST(y[3] == -inf);
}

BOOST_AUTO_TEST_CASE(softmax_is_a_distribution_that_a_shift_leaves_alone) {
    const Tensor x = sample({6, 5}, 0, 30);
    const Tensor p = ad::softmax(x, 1).value(), q = ad::softmax(Var(x) + 100, 1).value();
    for (int i = 0; i < 6; ++i) {
        double total = 0;
        for (int j = 0; j < 5; ++j) {
            total += p.at(i, j);
            BOOST_TEST(std::abs(p.at(i, j) - q.at(i, j)) <= 200 * tight);
        }
        BOOST_TEST(std::abs(total - 1) <= tight * 10);
    }
}

// What all logits have in common must not cost the digits that tell them apart: value, slopes and curvature are those at 0.
BOOST_AUTO_TEST_CASE(log_softmax_does_not_see_what_all_have_in_common) {
    for (const double common : {0.0, 1e3, 1e6, sizeof(Real) == 8 ? 1e15 : 1e7, sizeof(Real) == 8 ? -1e15 : -1e7}) {
        const auto c = static_cast<Real>(common);
        ad::Tape tape;
        const Var x = tape.variable(Tensor::of({1, 2}, {c, c + 1}));
        const Var y = ad::log_softmax(x, 1);
        BOOST_TEST(std::abs(y.value()[0] + std::log1p(std::exp(1.0))) <= tight);
        BOOST_TEST(std::abs(y.value()[1] + std::log1p(std::exp(-1.0))) <= tight);
        const double p = 1 / (1 + std::exp(1.0));  // of the first
        const Var first = ad::sum(y * Tensor::of({1, 2}, {1, 0}));
        BOOST_TEST(std::abs(ad::grad(first, x)[0] - (1 - p)) <= tight);
        BOOST_TEST(std::abs(ad::grad(first, x)[1] + (1 - p)) <= tight);
        BOOST_TEST(std::abs(ad::hvp(first, x, Tensor::of({1, 2}, {1, 0}))[0] + p * (1 - p)) <= tight);
        const Var lse = ad::sum(ad::log_sum_exp(x, 1));
        BOOST_TEST(std::abs(ad::grad(lse, x)[0] - p) <= tight);
        BOOST_TEST(std::abs(ad::hvp(lse, x, Tensor::of({1, 2}, {1, 0}))[0] - p * (1 - p)) <= tight);
    }
    ad::Tape tape;
    const Real huge = std::numeric_limits<Real>::max() / 2;
    const Var x = tape.variable(Tensor::vector({huge, huge}));  // where log Σ eˣ rounds to x itself
    BOOST_TEST(same_bits(ad::grad(ad::log_sum_exp(x, 0), x), Tensor::vector({0.5, 0.5})));
}

// A logit of −∞ is an action that cannot be taken: probability 0, and no NaN in any derivative.
BOOST_AUTO_TEST_CASE(an_entry_of_minus_infinity_has_probability_0_and_no_slope) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::of({1, 3}, {-inf, 0, 0}));
    const Var p = ad::softmax(x, 1);
    BOOST_TEST(p.value()[0] == 0);
    BOOST_TEST(std::abs(p.value()[1] - 0.5) <= tight);
    const Var y = ad::sum(p * Tensor::of({1, 3}, {5, 1, 0}));
    const Tensor g = ad::grad(y, x), Hv = ad::hvp(y, x, Tensor::of({1, 3}, {1, 1, 0}));
    BOOST_TEST(g[0] == 0);
    BOOST_TEST(std::abs(g[1] - 0.25) <= tight);
    BOOST_TEST(Hv[0] == 0);
    BOOST_TEST(std::isfinite(Hv[1]));
    const Tensor none = ad::log_softmax(Tensor::of({1, 2}, {-inf, -inf}), 1).value();
    BOOST_TEST((std::isnan(none[0]) && std::isnan(none[1])));
    const Tensor all = ad::log_softmax(Tensor::of({1, 2}, {inf, 0}), 1).value();
    BOOST_TEST((std::isnan(all[0]) && std::isnan(all[1])));
}

// Beside a very probable entry the others' probabilities still count: log(1 + u) and not log(1) for u below rounding.
BOOST_AUTO_TEST_CASE(the_least_probable_entries_count) {
    const Real gap = sizeof(Real) == 8 ? 40 : 20;
    BOOST_TEST(std::abs(ad::log_softmax(Tensor::vector({gap, 0}), 0).value()[0] / -std::exp(double{-gap}) - 1) <=
               tight);
}

BOOST_AUTO_TEST_CASE(a_norm_is_a_root_of_squares_and_has_no_slope_at_0) {
    const ad::Function whole = [](std::span<const Var> x) { return ad::norm(x[0]); };
    for (const Tensor& x : {sample({3}), sample({2, 3}), sample({})}) {
        const ad::CheckReport report = ad::check(whole, {x});
        BOOST_TEST(bool(report), report.failure);
        BOOST_TEST(std::abs(ad::norm(Var(x)).value().item() - ad::norm(x)) <= tight * ad::norm(x));
    }
    for (const int axis : {0, 1}) {
        const ad::Function rows = [axis](std::span<const Var> x) { return ad::norm(x[0], axis); };
        const ad::CheckReport report = ad::check(rows, {sample({2, 3})});
        BOOST_TEST(bool(report), report.failure);
    }
    BOOST_TEST((ad::norm(Var(sample({2, 3})), 1).shape() == Shape{2}));

    ad::Tape tape;
    const Var x = tape.variable(Tensor::of({3, 2}, {0, 0, 3, 4, 0, -2}));
    const Var rows = ad::norm(x, 1);
    BOOST_TEST(same_bits(rows.value(), Tensor::vector({0, 5, 2})));
    const Tensor g = ad::grad(ad::sum(rows), x), Hv = ad::hvp(ad::sum(rows), x, Tensor::full({3, 2}, 1));
    const std::vector<double> slopes{0, 0, 0.6, 0.8, 0, -1}, curvatures{0, 0, 4.0 / 125, -3.0 / 125, 0.5, 0};
    for (int i = 0; i < 6; ++i) {
        BOOST_TEST(std::abs(g[i] - slopes[static_cast<std::size_t>(i)]) <= tight);
        BOOST_TEST(std::abs(Hv[i] - curvatures[static_cast<std::size_t>(i)]) <= tight);
    }
    BOOST_TEST(ad::max_norm(ad::grad(ad::square(ad::norm(x * 0)), x)) == 0);
    BOOST_TEST(ad::norm(Var(Tensor::zeros({0}))).value().item() == 0);
}

BOOST_AUTO_TEST_CASE(a_norm_neither_overflows_nor_vanishes_and_keeps_a_nan) {
    for (const double size : {sizeof(Real) == 8 ? 1e300 : 1e37, sizeof(Real) == 8 ? 1e-300 : 1e-37}) {
        const auto v = static_cast<Real>(size);
        ad::Tape tape;
        const Var x = tape.variable(Tensor::vector({3 * v, -4 * v}));
        BOOST_TEST(std::abs(ad::norm(x).value().item() / (5 * double{v}) - 1) <= tight);
        BOOST_TEST(std::abs(ad::grad(ad::norm(x), x)[1] + 0.8) <= tight);
    }
    const Real nan = std::numeric_limits<Real>::quiet_NaN();
    BOOST_TEST(std::isnan(ad::norm(Var(Tensor::vector({0, nan}))).value().item()));
    BOOST_TEST(std::isnan(ad::norm(Var(Tensor::vector({nan, 1}))).value().item()));
    BOOST_TEST(ad::norm(Var(Tensor::vector({inf, 1}))).value().item() == inf);
}

BOOST_AUTO_TEST_CASE(of_equal_maxima_the_first_has_the_slope) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::vector({1, 3, 3}));
    BOOST_TEST(same_bits(ad::grad(ad::max(x), x), Tensor::vector({0, 1, 0})));
    BOOST_TEST(std::isnan(ad::max(Tensor::vector({1, std::numeric_limits<Real>::quiet_NaN(), 3})).value().item()));
}

BOOST_AUTO_TEST_CASE(broadcasts_that_do_not_fit_are_errors) {
    BOOST_CHECK_THROW(ad::broadcast_to(sample({2}), {2, 3}), ad::ShapeError);
    BOOST_CHECK_THROW(ad::broadcast_to(sample({2, 3}), {3}), ad::ShapeError);
    BOOST_CHECK_THROW(ad::sum_to(sample({2, 3}), {2}), ad::ShapeError);
    BOOST_CHECK_THROW(ad::sum(sample({2, 3}), 2), ad::ShapeError);
    BOOST_CHECK_THROW(ad::sum(sample({}), 0), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
