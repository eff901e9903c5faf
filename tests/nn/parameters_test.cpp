#include "nn/parameters.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"

using namespace surefoot;

using ad::Tensor;

BOOST_AUTO_TEST_SUITE(parameters)

BOOST_AUTO_TEST_CASE(theta_is_one_vector_and_parameters_are_slices_of_it) {
    nn::Layout layout;
    const nn::Parameter W = layout.add("W", {2, 3}, nn::constant(1)), b = layout.add("b", {3}, nn::constant(2));
    BOOST_TEST(layout.size() == 9);
    BOOST_TEST(layout.parameters()[1].name == "b");
    nn::Rng rng(0, "init");
    const Tensor theta = layout.initial(rng);
    BOOST_TEST(same_bits(theta, Tensor::vector({1, 1, 1, 1, 1, 1, 2, 2, 2})));
    BOOST_TEST(b(theta).data() == theta.data() + 6);  // a view, no copy

    ad::Tape tape;
    const ad::Var x = tape.variable(theta);
    const ad::Var y = sum(W(x)) + 10 * sum(b(x) * b(x));
    BOOST_TEST(
        same_bits(ad::grad(y, x), Tensor::vector({1, 1, 1, 1, 1, 1, 40, 40, 40})));  // the gradient is laid out alike
}

BOOST_AUTO_TEST_CASE(a_parameter_used_twice_collects_both_gradients) {
    nn::Layout layout;
    const nn::Parameter w = layout.add("w", {2}, nn::constant(3));
    nn::Rng rng(0, "init");
    ad::Tape tape;
    const ad::Var x = tape.variable(layout.initial(rng));
    BOOST_TEST(same_bits(ad::grad(sum(w(x) * w(x)), x), Tensor::vector({6, 6})));
}

BOOST_AUTO_TEST_CASE(names_are_unique_and_theta_must_be_long_enough) {
    nn::Layout layout;
    const nn::Parameter w = layout.add("w", {2}, nn::constant(0));
    BOOST_CHECK_THROW(layout.add("w", {3}, nn::constant(0)), std::invalid_argument);
    BOOST_CHECK_THROW(w(ad::Var(Tensor::zeros({1}))), ad::ShapeError);
    BOOST_CHECK_THROW(w(Tensor::zeros({1})), ad::ShapeError);
    BOOST_CHECK_THROW(layout.add("large", {50'000, 50'000}, nn::constant(0)), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
