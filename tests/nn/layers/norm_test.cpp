#include "nn/layers/norm.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "nn/storage/archive.hpp"
#include "tests/autodiff/ramp.hpp"
#include "tests/nn/layers/checked.hpp"

using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(norm)

namespace {

// weight and bias of four channels, as the recorded values have them
Tensor recorded_theta() { return ad::concatenate(std::vector{ramp({4}, 1.1), ramp({4}, 0.6)}); }

}  // namespace

// What PyTorch 1.13 gives for the same ramps: layer_norm, batch_norm in training; RMSNorm by its formula.
BOOST_AUTO_TEST_CASE(values_are_pytorchs) {
    const Tensor x = ramp({3, 4}, 0.7), theta = recorded_theta();
    nn::Layout a, b, c;
    BOOST_TEST(close(nn::LayerNorm(a, "n", 4)(theta, x), -1.295332123091657));
    BOOST_TEST(close(nn::RmsNorm(b, "n", 4)(theta, x), -1.4553568937680754));
    BOOST_TEST(close(nn::BatchNorm(c, "n", 4).by_batch(theta, x).y, -1.478396018540539));
}

BOOST_AUTO_TEST_CASE(derivatives_are_right) {
    for (const ad::Shape& shape : {ad::Shape{3, 4}, {2, 3, 4}}) {
        nn::Layout a, b;
        expect_derivatives((nn::LayerNorm(a, "n", 4), a), sample(shape), nn::LayerNorm(b, "n", 4));
        nn::Layout c, d;
        expect_derivatives((nn::RmsNorm(c, "n", 4), c), sample(shape), nn::RmsNorm(d, "n", 4, 1e-3));
    }
    for (const ad::Shape& shape : {ad::Shape{5, 2}, {2, 2, 3, 1}}) {
        nn::Layout layout;
        const nn::BatchNorm norm(layout, "n", 2);
        const nn::Moments moments(Tensor::vector({1, -1}), Tensor::vector({2, 3}));
        expect_derivatives(layout, sample(shape),
                           [&](const Var& theta, const Var& x) { return norm(theta, x, moments); });
        expect_derivatives(layout, sample(shape),
                           [&](const Var& theta, const Var& x) { return norm.by_batch(theta, x).y; });
    }
}

BOOST_AUTO_TEST_CASE(running_moments_are_values_that_follow_the_batchs) {
    nn::Layout layout;
    const nn::BatchNorm norm(layout, "n", 2);
    nn::Rng rng(1, "test");
    const Tensor x = Tensor::of({3, 2}, {1, 0, 2, 0, 6, 3});
    const nn::BatchNorm::Normalized out = norm.by_batch(layout.initial(rng), x);
    BOOST_TEST(out.batch.mean[0] == 3);
    BOOST_TEST(std::abs(out.batch.variance[0] - 7) <= 1e-5);  // (4 + 1 + 9) / 2
    const nn::Moments start(2), next = start.towards(out.batch);
    BOOST_TEST(start.mean[0] == 0);
    BOOST_TEST(std::abs(next.mean[0] - 0.3) <= 1e-6);
    BOOST_TEST(std::abs(next.variance[0] - (0.9 + 0.7)) <= 1e-6);
    nn::SafeTensors file;
    nn::Archive saving = nn::Archive::saving(file);
    nn::Moments stored = next, restored(2);
    stored.archive(saving, "n");
    nn::Archive restoring = nn::Archive::restoring(file);
    restored.archive(restoring, "n");
    BOOST_TEST((same_bits(restored.mean, next.mean) && same_bits(restored.variance, next.variance)));
}

BOOST_AUTO_TEST_CASE(what_would_be_wrong_is_refused) {
    nn::Layout layout;
    const nn::BatchNorm norm(layout, "bn", 2);
    const nn::LayerNorm rows(layout, "ln", 3);
    const nn::RmsNorm rms(layout, "rms", 3);
    const Tensor theta = sample({layout.size()});
    BOOST_TEST(complaint<std::invalid_argument>([&] {
                   norm.by_batch(theta, sample({4, 2}), {.whole_batch = false});
               }).find("layer `bn`: the moments of a piece") == 0u);
    BOOST_TEST(complaint([&] {
                   norm.by_batch(theta, sample({1, 2}));
               }).find("layer `bn`: [1,2] has no variance") == 0u);
    BOOST_TEST(complaint([&] { norm.by_batch(theta, sample({4, 3})); }).find("layer `bn`: [4,3] is not [n,2]") == 0u);
    BOOST_CHECK_THROW(norm.by_batch(theta, Tensor::zeros({0, 2})), ad::ShapeError);
    BOOST_CHECK_THROW(norm(theta, sample({4, 2, 3}), nn::Moments(2)), ad::ShapeError);
    BOOST_CHECK_THROW(norm(theta, sample({4, 2}), nn::Moments(3)), ad::ShapeError);
    BOOST_TEST(complaint([&] { rows(theta, sample({4, 2})); }).find("layer `ln`: [4,2] has not 3 numbers") == 0u);
    BOOST_CHECK_THROW(rms(theta, Tensor::scalar(1)), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
