#include "autodiff/ops/elementwise.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autodiff/error.hpp"
#include "autodiff/transforms.hpp"
#include "tests/autodiff/op_cases.hpp"
#include "tests/autodiff/ramp.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(elementwise)

namespace {

constexpr double inf = std::numeric_limits<Real>::infinity();
const double nan = std::numeric_limits<Real>::quiet_NaN();

const RegisterOp neg("neg", on_one([](const Var& x) { return -x; }), points_of_one());
const RegisterOp exp_("exp", on_one(ad::exp), points_of_one());
const RegisterOp log_("log", on_one(ad::log), points_of_one(true));
const RegisterOp expm1_("expm1", on_one(ad::expm1), points_of_one());
const RegisterOp expm1mx_("expm1mx", on_one(ad::expm1mx), points_of_one());
const RegisterOp log1p_("log1p", on_one(ad::log1p), points_of_one(true));
const RegisterOp tanh_("tanh", on_one(ad::tanh), points_of_one());
const RegisterOp sigmoid_("sigmoid", on_one(ad::sigmoid), points_of_one());
const RegisterOp softplus_("softplus", on_one(ad::softplus), points_of_one());
const RegisterOp square_("square", on_one(ad::square), points_of_one());
const RegisterOp sqrt_("sqrt", on_one(ad::sqrt), points_of_one(true));
const RegisterOp pow_negative("pow", on_one([](const Var& x) { return ad::pow(x, Real(-1.5)); }), points_of_one(true));
const RegisterOp pow_3("pow", on_one([](const Var& x) { return ad::pow(x, 3); }), points_of_one());
const RegisterOp sin_("sin", on_one(ad::sin), points_of_one());
const RegisterOp cos_("cos", on_one(ad::cos), points_of_one());
const RegisterOp erf_("erf", on_one(ad::erf), points_of_one());
const RegisterOp add("add", on_two([](const Var& a, const Var& b) { return a + b; }), points_of_two());
const RegisterOp sub("sub", on_two([](const Var& a, const Var& b) { return a - b; }), points_of_two());
const RegisterOp mul("mul", on_two([](const Var& a, const Var& b) { return a * b; }), points_of_two());
const RegisterOp div("div", on_two([](const Var& a, const Var& b) { return a / b; }), points_of_two());
const RegisterOp tanh_grad_("tanh_grad", on_two(ad::tanh_grad), points_of_two());
const RegisterOp same_input_twice("mul", on_one([](const Var& x) { return x * x; }), points_of_one());

bool near(double a, double b, double relative = 8 * double{std::numeric_limits<Real>::epsilon()}) {
    return std::abs(a - b) <= relative * std::max(std::abs(a), std::abs(b));
}

}  // namespace

BOOST_AUTO_TEST_CASE(values_are_those_of_the_formulas) {
    const Tensor x = sample({7}, 0.1, 3);
    for (int i = 0; i < 7; ++i) {
        const double v = x[i];
        BOOST_TEST(near(ad::exp(x).value()[i], std::exp(v)));
        BOOST_TEST(near(ad::tanh(x).value()[i], std::tanh(v)));
        BOOST_TEST(near(ad::sigmoid(x).value()[i], 1 / (1 + std::exp(-v))));
        BOOST_TEST(near(ad::softplus(x).value()[i], std::log1p(std::exp(v))));
        BOOST_TEST(near(ad::square(x).value()[i], v * v));
        BOOST_TEST(near(ad::log(ad::square(x)).value()[i], std::log(v * v), 1e-5));
        BOOST_TEST(near(ad::sqrt(ad::square(x)).value()[i], std::abs(v)));
        BOOST_TEST(near((2 / Var(x)).value()[i], 2 / v));
    }
}

// What PyTorch 1.13 gives for the same ramps.
BOOST_AUTO_TEST_CASE(values_are_pytorchs) {
    const Tensor x = Tensor::vector({-2, Real(-0.3), 0, 1.5});
    BOOST_TEST(close(ad::sin(ramp({5}, 1.7)), 1.0385110941158406));
    BOOST_TEST(close(ad::erf(x), -2.1293169068623254));
    BOOST_TEST(close(ad::log_sigmoid(x), -2.100689479289639));
    const Tensor positive = Tensor::vector({Real(0.4), Real(1.7), 3});
    BOOST_TEST(close(ad::pow(positive, Real(-1.5)), 4.1165201391728585));
    BOOST_TEST(close(ad::pow(positive, Var(Tensor::full({3}, Real(-1.5)))), 4.1165201391728585));
    BOOST_TEST(ad::log_sigmoid(Tensor::scalar(-1000)).value().item() == -1000);
}

BOOST_AUTO_TEST_CASE(a_power_has_its_slope_also_at_0) {
    for (const auto& [p, slope, curvature] :
         {std::tuple{0.0, 0.0, 0.0}, {1.0, 1.0, 0.0}, {2.0, 0.0, 2.0}, {3.0, 0.0, 0.0}}) {
        ad::Tape tape;
        const Var x = tape.variable(Tensor::scalar(0));
        const Var y = ad::pow(x, static_cast<Real>(p));
        BOOST_TEST(ad::grad(y, x).item() == slope);
        BOOST_TEST(ad::hvp(y, x, Tensor::scalar(1)).item() == curvature);
    }
    const ad::Function f = [](std::span<const Var> x) { return ad::pow(x[0], x[1]); };
    const ad::CheckReport report = ad::check(f, {sample({3}, 0.3, 1.7, true), sample({3})});
    BOOST_TEST(bool(report), report.failure);
}

BOOST_AUTO_TEST_CASE(extreme_arguments_neither_overflow_nor_hide_a_nan) {
    const Tensor x = Tensor::vector({-1000, 1000, Real(-inf), Real(inf), Real(nan)});
    const Tensor s = ad::sigmoid(x).value(), p = ad::softplus(x).value();
    BOOST_TEST(s[0] == 0);
    BOOST_TEST(s[1] == 1);
    BOOST_TEST(s[2] == 0);
    BOOST_TEST(s[3] == 1);
    BOOST_TEST(std::isnan(s[4]));
    BOOST_TEST(p[0] == 0);
    BOOST_TEST(p[1] == 1000);
    BOOST_TEST(p[2] == 0);
    BOOST_TEST(p[3] == inf);
    BOOST_TEST(std::isnan(p[4]));
}

BOOST_AUTO_TEST_CASE(the_slope_of_a_root_at_0_is_infinite) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::scalar(0));
    BOOST_TEST(ad::grad(ad::sqrt(x), x).item() == inf);
}

BOOST_AUTO_TEST_CASE(shapes_that_differ_are_an_error_and_nothing_broadcasts_silently) {
    const auto message = [](const auto& call) -> std::string {
        try {
            call();
        } catch (const ad::ShapeError& e) { return e.what(); }
        return "nothing was thrown";
    };
    const std::string m = message([] { return Var(sample({3, 1})) - Var(sample({3})); });
    BOOST_TEST(m.find("sub: [3,1] and [3]") == 0u, m);
    BOOST_CHECK_THROW(Var(sample({2, 3})) * Var(sample({3, 2})), ad::ShapeError);
    BOOST_CHECK_THROW(Var(sample({1})) + Var(sample({5})), ad::ShapeError);  // [1] is not a scalar
}

BOOST_AUTO_TEST_SUITE_END()
