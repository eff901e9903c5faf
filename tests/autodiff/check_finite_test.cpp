#include "autodiff/check_finite.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"

using namespace surefoot;

using ad::Tape;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(check_finite)

namespace {

struct Checked {
    Checked() { ad::set_check_finite(true); }
    ~Checked() { ad::set_check_finite(false); }
};

template <class F>
std::string told(F f) {
    try {
        f();
    } catch (const ad::NonFiniteError& e) { return e.what(); }
    return "nothing";
}

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_is_checked_unless_it_is_asked_for) {
    Tape tape;
    BOOST_TEST(!ad::checks_finite());
    BOOST_CHECK_NO_THROW(log(tape.variable(Tensor::vector({0, 1}))));
}

BOOST_FIXTURE_TEST_CASE(the_first_op_is_named_with_its_inputs, Checked) {
    Tape tape;
    const Var x = tape.variable(Tensor::vector({0, 1, 2}), "x");
    BOOST_TEST(
        told([&] { exp(log(x * x) + 1); }) ==
        "the first value that is not finite: [3] in [0, 1.38629], 1 infinite from log #2 of mul #1 [3] in [0, 4]");
    BOOST_TEST(told([&] { exp(x * 10); }) == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_variable_or_a_constant_that_was_not_finite_is_named, Checked) {
    Tape tape;
    const ad::Real nan = std::numeric_limits<ad::Real>::quiet_NaN();
    BOOST_TEST(told([&] {
                   tape.variable(Tensor::vector({1, nan}), "theta");
               }) == "the first value that is not finite: [2] in [1, 1], 1 NaN from theta #0");
    const Var x = tape.variable(Tensor::vector({1, 2}), "x");
    const std::string what = told([&] { x* Tensor::vector({1, nan}); });
    BOOST_TEST(what.find("from mul #3 of x #1 [2] in [1, 2], constant #2 [2] in [1, 1], 1 NaN") != what.npos);
}

// The value is finite, and its slope is not.
BOOST_FIXTURE_TEST_CASE(a_rule_of_a_sweep_is_named, Checked) {
    Tape tape;
    const Var x = tape.variable(Tensor::vector({0, 4}), "x");
    const Var y = sum(sqrt(x));
    const std::string backwards = told([&] { ad::grad(y, x); });
    BOOST_TEST(backwards.find("from the vjp of sqrt #1 of x #0 [2] in [0, 4]") != backwards.npos);
    const std::string forwards = told([&] { ad::jvp(y, x, Tensor::vector({1, 1})); });
    BOOST_TEST(forwards.find("from the jvp of sqrt #1") != forwards.npos);
}

BOOST_AUTO_TEST_SUITE_END()
