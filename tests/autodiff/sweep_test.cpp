#include "autodiff/sweep.hpp"

#include <boost/test/unit_test.hpp>

#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"

using namespace surefoot;

using ad::Rules;
using ad::Sweep;
using ad::Tangent;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(sweep)

BOOST_AUTO_TEST_CASE(what_does_not_depend_on_x_is_a_symbolic_zero) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::scalar(2)), other = tape.variable(Tensor::scalar(3));
    const std::vector<Var> ys{x * x, other * 2, Var(7)}, xs{x};
    const std::vector<Tangent> one{Var(1)};
    const auto y_dots = Sweep(ys, xs).forwards(one);
    BOOST_TEST((*y_dots[0]).value().item() == 4);
    BOOST_TEST(!y_dots[1]);
    BOOST_TEST(!y_dots[2]);
    const std::vector<Tangent> bars{Tangent(), Var(1), Var(1)};
    BOOST_TEST(!Sweep(ys, xs).backwards(bars)[0]);
}

BOOST_AUTO_TEST_CASE(computing_records_nothing_and_recording_records) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::scalar(2)), y = x * x * x;
    const Tangent one = Var(1);
    const Sweep sweep(std::span(&y, 1), std::span(&x, 1));
    const std::size_t before = tape.size();
    BOOST_TEST((*sweep.backwards(std::span(&one, 1))[0]).is_constant());
    BOOST_TEST((*sweep.forwards(std::span(&one, 1))[0]).is_constant());
    BOOST_TEST(tape.size() == before);
    BOOST_TEST(!(*sweep.backwards(std::span(&one, 1), Rules::record)[0]).is_constant());
    BOOST_TEST(tape.size() > before);
}

// Each x is held as independent, even where one was computed from another: ∂y/∂a at fixed b.
BOOST_AUTO_TEST_CASE(inputs_are_independent_of_each_other) {
    ad::Tape tape;
    const Var a = tape.variable(Tensor::scalar(3)), b = a * a, y = a * b;
    const std::vector<Var> xs{a, b};
    const Tangent one = Var(1);
    const auto bars = Sweep(std::span(&y, 1), xs).backwards(std::span(&one, 1));
    BOOST_TEST((*bars[0]).value().item() == 9);
    BOOST_TEST((*bars[1]).value().item() == 3);
    const std::vector<Tangent> dots{Var(1), Tangent()};
    BOOST_TEST((*Sweep(std::span(&y, 1), xs).forwards(dots)[0]).value().item() == 9);
}

BOOST_AUTO_TEST_CASE(an_output_may_be_an_input) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::scalar(3));
    const Tangent five = Var(5);
    const Sweep sweep(std::span(&x, 1), std::span(&x, 1));
    BOOST_TEST((*sweep.forwards(std::span(&five, 1))[0]).value().item() == 5);
    BOOST_TEST((*sweep.backwards(std::span(&five, 1))[0]).value().item() == 5);
}

BOOST_AUTO_TEST_CASE(a_sweep_over_a_rewound_tape_is_caught) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::scalar(3));
    const std::size_t mark = tape.mark();
    const Var y = x * x;
    const Sweep sweep(std::span(&y, 1), std::span(&x, 1));
    tape.rewind(mark);
    const Tangent one = Var(1);
    BOOST_CHECK_THROW(sweep.forwards(std::span(&one, 1)), ad::TapeError);
    BOOST_CHECK_THROW(sweep.backwards(std::span(&one, 1)), ad::TapeError);
}

BOOST_AUTO_TEST_CASE(tangents_of_another_shape_or_number_are_refused) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::vector({1, 2})), y = x * x;
    const Sweep sweep(std::span(&y, 1), std::span(&x, 1));
    const Tangent wrong = Var(1);
    BOOST_CHECK_THROW(sweep.forwards(std::span(&wrong, 1)), ad::ShapeError);
    BOOST_CHECK_THROW(sweep.backwards(std::span(&wrong, 1)), ad::ShapeError);
    BOOST_CHECK_THROW(sweep.forwards({}), ad::ShapeError);
    BOOST_CHECK_THROW(Sweep(std::span(&y, 1), {}), ad::TapeError);
    const std::vector<Var> twice{x, x};
    BOOST_CHECK_THROW(Sweep(std::span(&y, 1), twice), ad::TapeError);
}

BOOST_AUTO_TEST_SUITE_END()
