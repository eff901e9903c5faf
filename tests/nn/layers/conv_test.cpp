#include "nn/layers/conv.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "nn/layers/activation.hpp"
#include "nn/layers/layer.hpp"
#include "nn/layers/linear.hpp"
#include "nn/parallel/expectation.hpp"
#include "nn/parallel/workers.hpp"
#include "nn/training/loss.hpp"
#include "tests/nn/layers/checked.hpp"

using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(conv)

namespace {

struct Small {
    nn::Layout layout;
    nn::Sequential network{nn::Conv2d(layout, "0", 2, 3, {3, 3}, {.padding = {1, 1}}),
                           nn::silu,
                           nn::AvgPool2d({2, 2}),
                           nn::Conv2d(layout, "3", 3, 2, {2, 2}),
                           nn::MaxPool2d({2, 1}, {1, 1}),
                           nn::flatten,
                           nn::Linear(layout, "6", 2, 2, nn::orthogonal())};
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_convolutional_network_has_derivatives_of_both_orders) {
    const Small small;
    BOOST_TEST(small.layout.parameters()[0].name == "0.weight");
    BOOST_TEST((small.layout.parameters()[0].shape == ad::Shape{3, 2, 3, 3}));
    expect_derivatives(small.layout, sample({2, 2, 6, 4}, 0.2, 0.9), small.network);
}

BOOST_AUTO_TEST_CASE(initial_weights_are_uniform_by_their_fan_in_and_biases_are_0) {
    nn::Layout layout;
    nn::Conv2d(layout, "c", 4, 64, {3, 5});
    nn::Rng rng(5, "test");
    const Tensor theta = layout.initial(rng), W = layout.parameters()[0](theta);
    const double limit = 1 / std::sqrt(4.0 * 15);
    BOOST_TEST(ad::max_norm(W) <= limit);
    BOOST_TEST(ad::max_norm(W) >= 0.99 * limit);
    BOOST_TEST(ad::max_norm(layout.parameters()[1](theta)) == 0);
}

// Gauss-Newton products and gradients through convolutions: the same bits for any number of threads.
BOOST_AUTO_TEST_CASE(curvature_goes_through_in_pieces_with_the_same_bits_for_any_number_of_threads) {
    const Small small;
    const Tensor theta = sample({small.layout.size()}), v = sample({small.layout.size()}, 0.3, 1.7, false, 5);
    const Tensor images = sample({40, 2, 6, 4}, 0.3, 3);
    const auto computed = [&](int threads) {
        nn::set_threads(threads);
        const nn::Samples samples(40, 8);
        const nn::Curvature G(samples, theta, [&](const Var& at, const nn::Shard& shard) {
            return ad::pool::vector<Var>{small.network(at, shard.of(images))};
        });
        const Tensor Gv =
            G(v, [](const nn::Shard&, std::span<const Tensor> u) { return ad::pool::vector<Tensor>{u[0]}; });
        nn::set_threads(1);
        return Gv;
    };
    const Tensor one = computed(1);
    BOOST_TEST(same_bits(one, computed(3)));
    BOOST_TEST(ad::dot(v, one) > 0);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_names_the_layer) {
    const Small small;
    const Tensor theta = sample({small.layout.size()});
    BOOST_TEST(complaint([&] {
                   small.network(theta, sample({1, 3, 6, 4}));
               }).find("layer `0`: conv2d: weights [3,2,3,3] for images of 3 channels") == 0u);
    BOOST_TEST(complaint([&] {
                   small.network(theta, sample({1, 2, 2, 2}));
               }).find("layer `3`: conv2d: a window of 2x2") == 0u);
    BOOST_CHECK_THROW(nn::flatten(Tensor::scalar(1)), ad::ShapeError);
    BOOST_TEST((nn::flatten(sample({0, 2, 3})).shape() == ad::Shape{0, 6}));
}

BOOST_AUTO_TEST_SUITE_END()
