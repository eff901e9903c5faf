#include "autodiff/ops/elementwise.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "../op_cases.hpp"
#include "autodiff/transforms.hpp"

using ad::Real;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(elementwise)

namespace {

constexpr double inf = std::numeric_limits<Real>::infinity();
const double nan = std::numeric_limits<Real>::quiet_NaN();

using Unary = Var (*)(const Var&);
using Binary = Var (*)(const Var&, const Var&);
using Points = std::vector<std::vector<Tensor>>;

ad::Function unary(Unary f) {
    return [f](std::span<const Var> x) { return f(x[0]); };
}
ad::Function binary(Binary f) {
    return [f](std::span<const Var> x) { return f(x[0], x[1]); };
}

// Several shapes, the scalar and the empty one included.
Points one(bool positive = false) {
    return {{sample({}, 0.3, 1.7, positive)},
            {sample({5}, 0.3, 1.7, positive)},
            {sample({2, 3}, 0.3, 1.7, positive)},
            {sample({2, 1, 3, 2}, 0.3, 1.7, positive)},
            {sample({0})},
            {sample({3, 0})}};
}
// The same for two inputs, and a scalar with anything. The second input is kept from 0, and from the first.
Points two() {
    Points points;
    const std::vector<std::pair<ad::Shape, ad::Shape>> shapes{
        {{}, {}},     {{4}, {4}}, {{2, 3}, {2, 3}}, {{}, {3, 2}},
        {{3, 2}, {}}, {{0}, {0}}, {{0, 2}, {}},     {{2, 1, 2, 2}, {2, 1, 2, 2}}};
    for (const auto& [a, b] : shapes) points.push_back({sample(a, 0.3, 1.0, false, 3), sample(b, 1.2, 2.0, false, 4)});
    return points;
}

const RegisterOp neg("neg", unary([](const Var& x) { return -x; }), one());
const RegisterOp exp_("exp", unary(ad::exp), one());
const RegisterOp log_("log", unary(ad::log), one(true));
const RegisterOp tanh_("tanh", unary(ad::tanh), one());
const RegisterOp relu_("relu", unary(ad::relu), one());
const RegisterOp sigmoid_("sigmoid", unary(ad::sigmoid), one());
const RegisterOp softplus_("softplus", unary(ad::softplus), one());
const RegisterOp square_("square", unary(ad::square), one());
const RegisterOp sqrt_("sqrt", unary(ad::sqrt), one(true));
const RegisterOp clip_("clip", unary([](const Var& x) { return ad::clip(x, -1, Real(1.1)); }),
                       {{Tensor::vector({-2, Real(-0.5), Real(0.3), Real(1.05) - Real(0.5), 3})},
                        {sample({}, 0.2, 0.5)},
                        {sample({2, 2}, 2, 3)},
                        {sample({0})}});
const RegisterOp add("add", binary([](const Var& a, const Var& b) { return a + b; }), two());
const RegisterOp sub("sub", binary([](const Var& a, const Var& b) { return a - b; }), two());
const RegisterOp mul("mul", binary([](const Var& a, const Var& b) { return a * b; }), two());
const RegisterOp div("div", binary([](const Var& a, const Var& b) { return a / b; }), two());
const RegisterOp minimum_("minimum", binary(ad::minimum), two());
const RegisterOp maximum_("maximum", binary(ad::maximum), two());
const RegisterOp tanh_grad_("tanh_grad", binary(ad::tanh_grad), two());
const RegisterOp same_input_twice("mul", unary([](const Var& x) { return x * x; }), one());

const Tensor mask = Tensor::of({2, 3}, {1, 0, 0, 1, 1, 0});
const RegisterOp where_("where", binary([](const Var& a, const Var& b) { return ad::where(mask, a, b); }),
                        {{sample({2, 3}), sample({2, 3}, 2, 3)},
                         {sample({}), sample({2, 3})},
                         {sample({2, 3}), sample({})},
                         {sample({}), sample({}, 2, 3)}});
const RegisterOp where_empty("where",
                             binary([](const Var& a, const Var& b) { return ad::where(Tensor::zeros({0}), a, b); }),
                             {{sample({0}), sample({0})}});

Tensor slope(Unary f, const Tensor& x) {
    ad::Tape tape;
    const Var v = tape.variable(x);
    return ad::grad(ad::sum(f(v)), v);
}

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
        BOOST_TEST(ad::relu(x).value()[i] == std::max(v, 0.0));
        BOOST_TEST(near((2 / Var(x)).value()[i], 2 / v));
    }
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
    const Var one = Tensor::full({5}, 1);
    for (const Var& y : {ad::minimum(x, one), ad::minimum(one, x), ad::maximum(x, one), ad::maximum(one, x),
                         ad::relu(x), ad::clip(x, 0, 1)})
        BOOST_TEST(std::isnan(y.value()[4]));
}

// The conventions at kinks, as the header states them.
BOOST_AUTO_TEST_CASE(slopes_at_kinks) {
    BOOST_TEST(slope(ad::relu, Tensor::vector({0}))[0] == 0);
    const auto held = [](const Var& x) { return ad::clip(x, -1, 1); };
    const Tensor at_ends = slope(held, Tensor::vector({-1, 1, Real(-1.001), Real(1.001)}));
    BOOST_TEST(at_ends[0] == 1);
    BOOST_TEST(at_ends[1] == 1);
    BOOST_TEST(at_ends[2] == 0);
    BOOST_TEST(at_ends[3] == 0);
    for (const Binary f : {Binary(ad::minimum), Binary(ad::maximum)}) {
        ad::Tape tape;
        const Var a = tape.variable(Tensor::vector({2})), b = tape.variable(Tensor::vector({2}));
        const Var y = ad::sum(f(a, b));
        BOOST_TEST(ad::grad(y, a)[0] == 1);  // at a tie the first argument has it all
        BOOST_TEST(ad::grad(y, b)[0] == 0);
    }
    BOOST_TEST(slope(ad::sqrt, Tensor::vector({0}))[0] == inf);
}

BOOST_AUTO_TEST_CASE(where_keeps_the_other_side_out) {
    const Var y = ad::where(Tensor::vector({1, 0}), Tensor::vector({1, Real(nan)}), Tensor::vector({Real(inf), 2}));
    BOOST_TEST(y.value()[0] == 1);
    BOOST_TEST(y.value()[1] == 2);
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
    BOOST_CHECK_THROW(ad::where(mask, sample({3}), 0), ad::ShapeError);
    BOOST_CHECK_THROW(ad::clip(sample({3}), 1, 0), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
