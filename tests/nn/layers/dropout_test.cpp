#include "nn/layers/dropout.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "tests/nn/layers/checked.hpp"

using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(dropout)

namespace {

Tensor masked(const nn::Dropout& layer, const Tensor& x, const nn::Pass& pass) {
    return layer(Tensor(), x, pass).value();
}

}  // namespace

BOOST_AUTO_TEST_CASE(in_training_elements_are_dropped_with_their_probability_and_the_mean_stays) {
    const nn::Dropout layer("drop", 0.3);
    const Tensor x = Tensor::full({2000, 10}, 1);
    const Tensor y = masked(layer, x, {.training = true, .seed = 1});
    int dropped = 0;
    for (const ad::Real v : y.values()) {
        dropped += v == 0;
        BOOST_REQUIRE((v == 0 || std::abs(v - 1 / 0.7) < 1e-6));
    }
    BOOST_TEST(std::abs(dropped / 20000.0 - 0.3) <= 4 * std::sqrt(0.3 * 0.7 / 20000));
    BOOST_TEST(same_bits(masked(layer, x, {.training = false, .seed = 1}), x));
    BOOST_TEST(same_bits(masked(nn::Dropout("none", 0), x, {.training = true}), x));
}

// A sample keeps its mask whatever piece of the batch it comes in; another step, seed or layer has another.
BOOST_AUTO_TEST_CASE(a_mask_is_a_function_of_the_pass_and_the_sample) {
    const nn::Dropout layer("drop");
    const nn::Pass pass{.training = true, .seed = 3, .step = 8};
    const Tensor x = Tensor::full({12, 2, 3}, 1), y = masked(layer, x, pass);
    BOOST_TEST(same_bits(masked(layer, x, pass), y));
    BOOST_TEST(same_bits(masked(layer, x.rows(5, 9), pass.of(5, false)), y.rows(5, 9)));
    for (const nn::Pass& other : {nn::Pass{true, 4, 8}, nn::Pass{true, 3, 9}, nn::Pass{true, 3, 8, 1}})
        BOOST_TEST(!same_bits(masked(layer, x, other), y));
    BOOST_TEST(!same_bits(masked(nn::Dropout("another"), x, pass), y));
    BOOST_TEST(!same_bits(y.rows(0, 1), y.rows(1, 2)));
    const Tensor next = masked(layer, x, {.training = true, .seed = 3, .step = 9});
    BOOST_TEST(!same_bits(next.reshaped({72}).segment(0, {5}),
                          y.reshaped({72}).segment(1, {5})));  // no step overlaps the last
}

BOOST_AUTO_TEST_CASE(derivatives_are_those_of_one_mask) {
    const nn::Layout none;
    const nn::Dropout layer("drop");
    expect_derivatives(none, sample({3, 4}), [&](const Var& theta, const Var& x) {
        return layer(theta, x * x, {.training = true, .seed = 2});
    });
}

BOOST_AUTO_TEST_CASE(a_probability_that_leaves_nothing_is_refused) {
    for (const double p : {1.0, -0.1, 1.5, std::nan("")})
        BOOST_TEST(
            complaint<std::invalid_argument>([&] { nn::Dropout("drop", p); }).find("layer `drop`: a dropout of") == 0u);
    BOOST_CHECK_THROW(masked(nn::Dropout("drop"), Tensor::scalar(1), {.training = true}), ad::ShapeError);
    BOOST_TEST(masked(nn::Dropout("drop"), Tensor::zeros({0, 3}), {.training = true}).size() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
