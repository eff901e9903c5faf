// Layers put together, and convolutional ones.
#include "nn/layers/layer.hpp"

#include <boost/test/unit_test.hpp>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "nn/layers/activation.hpp"
#include "nn/layers/linear.hpp"
#include "tests/nn/layers/checked.hpp"

using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(layer)

BOOST_AUTO_TEST_CASE(a_sequence_is_its_layers_one_behind_the_other) {
    nn::Layout layout;
    const nn::Linear first(layout, "0", 3, 4, nn::orthogonal()), second(layout, "2", 4, 2, nn::orthogonal());
    const nn::Sequential both{first, ad::tanh, second};
    const Tensor theta = sample({layout.size()}), x = sample({5, 3});
    BOOST_TEST(same_bits(both(theta, x).value(), second(theta, ad::tanh(first(theta, x))).value()));
    BOOST_TEST(same_bits(nn::Sequential({})(theta, x).value(), x));
    expect_derivatives(layout, x, both);
}

BOOST_AUTO_TEST_CASE(a_pass_reaches_every_layer) {
    const nn::Layer tells(
        [](const Var&, const Var& x, const nn::Pass& pass) { return x + Var(static_cast<double>(pass.step)); });
    const nn::Sequential nested{nn::Sequential{tells, nn::Residual(tells)}};
    // 1 + 7, and then that + (that + 7)
    BOOST_TEST(nested(Tensor(), Tensor::vector({1}), {.step = 7}).value()[0] == 23);
    BOOST_TEST(nested(Tensor(), Tensor::vector({1})).value()[0] == 2);
    const nn::Pass piece = nn::Pass{.training = true, .seed = 3, .step = 5, .first_sample = 10}.of(4, false);
    BOOST_TEST(
        (piece.training && piece.seed == 3 && piece.step == 5 && piece.first_sample == 14 && !piece.whole_batch));
}

BOOST_AUTO_TEST_CASE(a_residual_adds_and_keeps_the_shape) {
    nn::Layout layout;
    const nn::Linear inner(layout, "f", 3, 3, nn::orthogonal()), narrow(layout, "g", 3, 2, nn::orthogonal());
    const Tensor theta = sample({layout.size()}), x = sample({2, 3});
    BOOST_TEST(same_bits(nn::Residual(inner)(theta, x).value(), x + inner(theta, x).value()));
    const nn::Residual cut(narrow);
    BOOST_TEST(complaint([&] { cut(theta, x); }) == "Residual: [2,3] became [2,2]: it must keep its shape");
}

BOOST_AUTO_TEST_CASE(a_linear_layer_takes_rows_of_any_rank) {
    nn::Layout layout;
    const nn::Linear linear(layout, "f", 3, 2, nn::orthogonal());
    const Tensor theta = sample({layout.size()}), x = sample({4, 5, 3});
    BOOST_TEST((linear(theta, x).shape() == ad::Shape{4, 5, 2}));
    BOOST_TEST(same_bits(linear(theta, x).value().reshaped({20, 2}), linear(theta, x.reshaped({20, 3})).value()));
}

BOOST_AUTO_TEST_SUITE_END()
