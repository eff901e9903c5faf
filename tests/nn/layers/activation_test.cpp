#include "nn/layers/activation.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "tests/autodiff/ramp.hpp"
#include "tests/nn/layers/checked.hpp"

using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(activation)

// What PyTorch 1.13 gives for the same ramp.
BOOST_AUTO_TEST_CASE(values_are_pytorchs) {
    const Tensor x = ramp({7}, 2.3);
    BOOST_TEST(close(nn::gelu(x), 0.5824719614349236));
    BOOST_TEST(close(nn::silu(x), 0.5163806957696536));
    BOOST_TEST(close(nn::elu(x, 0.7), 0.6583060778291567));
    BOOST_TEST(close(nn::leaky_relu(x), 0.5923250769969821));
}

BOOST_AUTO_TEST_CASE(derivatives_are_right_and_at_the_kink_as_stated) {
    const nn::Layout none;
    const std::vector<std::function<Var(const Var&)>> all{nn::gelu, nn::silu,
                                                          [](const Var& x) { return nn::elu(x, 0.7); },
                                                          [](const Var& x) { return nn::leaky_relu(x, 0.1); }};
    for (const auto& f : all)
        expect_derivatives(none, sample({2, 3}), [&](const Var& theta, const Var& x) { return f(x) + ad::sum(theta); });
    ad::Tape tape;
    const Var x = tape.variable(Tensor::vector({0}));
    BOOST_TEST(std::abs(ad::grad(ad::sum(nn::leaky_relu(x)), x)[0] - 0.01) <= 1e-8);
    BOOST_TEST(std::abs(ad::grad(ad::sum(nn::elu(x, 0.5)), x)[0] - 0.5) <= 1e-8);
}

BOOST_AUTO_TEST_CASE(large_arguments_do_not_overflow) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::vector({-2000, 2000}));
    for (const nn::Activation f : {nn::Activation(nn::gelu), nn::Activation(nn::silu)}) {
        BOOST_TEST(f(x).value()[0] == 0);
        BOOST_TEST(f(x).value()[1] == 2000);
        BOOST_TEST(same_bits(ad::grad(ad::sum(f(x)), x), Tensor::vector({0, 1})));
    }
    BOOST_TEST(same_bits(nn::elu(x).value(), Tensor::vector({-1, 2000})));
    BOOST_TEST(same_bits(ad::grad(ad::sum(nn::elu(x)), x), Tensor::vector({0, 1})));
}

BOOST_AUTO_TEST_SUITE_END()
