#include "autodiff/ops/piecewise.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "tests/autodiff/op_cases.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(piecewise)

namespace {

constexpr Real inf = std::numeric_limits<Real>::infinity();
constexpr Real nan = std::numeric_limits<Real>::quiet_NaN();

// All points lie away from the kinks; what holds at them is tested below.
const RegisterOp relu_("relu", on_one(ad::relu), points_of_one());
const RegisterOp abs_("abs", on_one([](const Var& x) { return ad::abs(x); }), points_of_one());
const RegisterOp clip_("clip", on_one([](const Var& x) { return ad::clip(x, -1, Real(1.1)); }),
                       {{Tensor::vector({-2, Real(-0.5), Real(0.3), Real(1.05) - Real(0.5), 3})},
                        {sample({}, 0.2, 0.5)},
                        {sample({2, 2}, 2, 3)},
                        {sample({0})}});
const RegisterOp minimum_("minimum", on_two(ad::minimum), points_of_two());
const RegisterOp maximum_("maximum", on_two(ad::maximum), points_of_two());

const Tensor mask = Tensor::of({2, 3}, {1, 0, 0, 1, 1, 0});
const RegisterOp where_("where", on_two([](const Var& a, const Var& b) { return ad::where(mask, a, b); }),
                        {{sample({2, 3}), sample({2, 3}, 2, 3)},
                         {sample({}), sample({2, 3})},
                         {sample({2, 3}), sample({})},
                         {sample({}), sample({}, 2, 3)}});
const RegisterOp where_empty("where",
                             on_two([](const Var& a, const Var& b) { return ad::where(Tensor::zeros({0}), a, b); }),
                             {{sample({0}), sample({0})}});

Tensor slope(Var (*f)(const Var&), const Tensor& x) {
    ad::Tape tape;
    const Var v = tape.variable(x);
    return ad::grad(ad::sum(f(v)), v);
}

}  // namespace

BOOST_AUTO_TEST_CASE(values_on_either_side) {
    const Tensor x = Tensor::vector({-2, Real(-0.5), 0, 1, 3}), y = Tensor::full({5}, 1);
    BOOST_TEST(same_bits(ad::relu(x).value(), Tensor::vector({0, 0, 0, 1, 3})));
    BOOST_TEST(same_bits(ad::abs(x).value(), Tensor::vector({2, Real(0.5), 0, 1, 3})));
    BOOST_TEST(same_bits(ad::clip(x, -1, 2).value(), Tensor::vector({-1, Real(-0.5), 0, 1, 2})));
    BOOST_TEST(same_bits(ad::minimum(x, y).value(), Tensor::vector({-2, Real(-0.5), 0, 1, 1})));
    BOOST_TEST(same_bits(ad::maximum(x, y).value(), Tensor::vector({1, 1, 1, 1, 3})));
    BOOST_TEST(same_bits(ad::greater(x, y), Tensor::vector({0, 0, 0, 0, 1})));
    BOOST_TEST(same_bits(ad::less_equal(x, y), Tensor::vector({1, 1, 1, 1, 0})));
}

// The conventions at kinks, as the header states them.
BOOST_AUTO_TEST_CASE(slopes_at_kinks) {
    BOOST_TEST(slope(ad::relu, Tensor::vector({0}))[0] == 0);
    BOOST_TEST(same_bits(slope(ad::abs, Tensor::vector({-2, 0, 3})), Tensor::vector({-1, 0, 1})));
    const auto held = [](const Var& x) { return ad::clip(x, -1, 1); };
    const Tensor at_ends = slope(held, Tensor::vector({-1, 1, Real(-1.001), Real(1.001)}));
    BOOST_TEST(same_bits(at_ends, Tensor::vector({1, 1, 0, 0})));
    for (Var (*f)(const Var&, const Var&) : {ad::minimum, ad::maximum}) {
        ad::Tape tape;
        const Var a = tape.variable(Tensor::vector({2})), b = tape.variable(Tensor::vector({2}));
        const Var y = ad::sum(f(a, b));
        BOOST_TEST(ad::grad(y, a)[0] == 1);  // at a tie the first argument has it all
        BOOST_TEST(ad::grad(y, b)[0] == 0);
    }
}

BOOST_AUTO_TEST_CASE(a_nan_is_never_hidden) {
    const Var x = Tensor::vector({nan}), one = Tensor::vector({1});
    for (const Var& y : {ad::minimum(x, one), ad::minimum(one, x), ad::maximum(x, one), ad::maximum(one, x),
                         ad::relu(x), ad::clip(x, 0, 1)})
        BOOST_TEST(std::isnan(y.value()[0]));
    for (Var (*f)(const Var&, const Var&) :
         {ad::minimum, ad::maximum}) {  // and the slope is that of the side it came from
        ad::Tape tape;
        const Var a = tape.variable(Tensor::vector({nan, 1})), b = tape.variable(Tensor::vector({1, nan}));
        BOOST_TEST(same_bits(ad::grad(ad::sum(f(a, b)), a), Tensor::vector({1, 0})));
    }
}

BOOST_AUTO_TEST_CASE(where_keeps_the_other_side_out) {
    const Var y = ad::where(Tensor::vector({1, 0}), Tensor::vector({1, nan}), Tensor::vector({inf, 2}));
    BOOST_TEST(same_bits(y.value(), Tensor::vector({1, 2})));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_an_error) {
    BOOST_CHECK_THROW(ad::minimum(sample({3}), sample({2})), ad::ShapeError);
    BOOST_CHECK_THROW(ad::where(mask, sample({3}), 0), ad::ShapeError);
    BOOST_CHECK_THROW(ad::clip(sample({3}), 1, 0), ad::ShapeError);
}

// The mask keeps a NaN of the other side out of the value, not out of the slope: 0 · ∞. Masking the argument too keeps it out.
BOOST_AUTO_TEST_CASE(a_mask_alone_does_not_keep_a_nan_out_of_the_slope) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::vector({0, 4}));
    const Tensor zero = Tensor::zeros({2}), m = ad::greater(x.value(), zero);
    const Var once = ad::where(m, ad::sqrt(x), zero), twice = ad::where(m, ad::sqrt(ad::where(m, x, 1)), zero);
    BOOST_TEST(same_bits(once.value(), twice.value()));
    BOOST_TEST(std::isnan(ad::grad(ad::sum(once), x)[0]));
    BOOST_TEST(same_bits(ad::grad(ad::sum(twice), x), Tensor::vector({0, 0.25})));
}

BOOST_AUTO_TEST_SUITE_END()
