#include "nn/training/optimizer.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "autodiff/arithmetic.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(optimizer)

BOOST_AUTO_TEST_CASE(sgd_with_and_without_momentum) {
    nn::Sgd plain({.learning_rate = 0.5});
    const Tensor theta = Tensor::vector({1, 2}), g = Tensor::vector({2, -4});
    BOOST_TEST(same_bits(plain.descend(theta, g), Tensor::vector({0, 4})));
    BOOST_TEST(same_bits(plain.ascend(theta, g), Tensor::vector({2, 0})));
    BOOST_TEST(same_bits(theta, Tensor::vector({1, 2})));  // the old θ is left as it was

    nn::Sgd heavy({.learning_rate = 1, .momentum = 0.5});
    Tensor x = Tensor::vector({0});
    x = heavy.descend(x, Tensor::vector({1}));  // m = 1
    x = heavy.descend(x, Tensor::vector({1}));  // m = 1.5
    x = heavy.descend(x, Tensor::vector({1}));  // m = 1.75
    BOOST_TEST(x[0] == -4.25);
}

// Two steps of Algorithm 1, worked out with plain numbers.
BOOST_AUTO_TEST_CASE(adam_is_its_algorithm) {
    const double a = 0.1, b1 = 0.9, b2 = 0.99, e = 1e-6;
    nn::Adam adam({.learning_rate = a, .beta1 = b1, .beta2 = b2, .epsilon = e});
    double x = 1, m = 0, v = 0;
    Tensor theta = Tensor::vector({1});
    for (int t = 1; t <= 5; ++t) {
        const double g = 2 * x + t;
        theta = adam.descend(theta, Tensor::vector({static_cast<Real>(g)}));
        m = b1 * m + (1 - b1) * g;
        v = b2 * v + (1 - b2) * g * g;
        x -= a * (m / (1 - std::pow(b1, t))) / (std::sqrt(v / (1 - std::pow(b2, t))) + e);
        BOOST_TEST(std::abs(theta[0] - x) <= 64 * double{std::numeric_limits<Real>::epsilon()});
    }
}

// Its constants, unless it is told others: gradients small enough that epsilon shows.
BOOST_AUTO_TEST_CASE(adam_has_the_constants_of_the_paper) {
    nn::Adam plain({});
    nn::Adam paper({.learning_rate = 1e-3, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8});
    const auto by_name = nn::make_optimizer("adam", 1e-3);
    Tensor a = Tensor::vector({0}), b = a, c = a;
    for (const double g : {1e-8, 3e-8, -2e-8, 1e-7}) {
        const Tensor gradient = Tensor::vector({static_cast<Real>(g)});
        a = plain.descend(a, gradient), b = paper.descend(b, gradient), c = by_name->descend(c, gradient);
        BOOST_TEST((same_bits(a, b) && same_bits(c, b)));
    }
}

BOOST_AUTO_TEST_CASE(each_finds_the_bottom_of_a_bowl) {
    const auto descend = [](auto optimizer, int steps) {
        Tensor x = Tensor::vector({3, -2});
        for (int i = 0; i < steps; ++i) x = optimizer.descend(x, Tensor::vector({2 * x[0], 20 * x[1]}));
        return ad::norm(x);
    };
    BOOST_TEST(descend(nn::Sgd({.learning_rate = 0.05}), 400) < 1e-6);
    BOOST_TEST(descend(nn::Sgd({.learning_rate = 0.02, .momentum = 0.8}), 400) < 1e-6);
    BOOST_TEST(descend(nn::Adam({.learning_rate = 0.05}), 2000) < 1e-3);
}

BOOST_AUTO_TEST_SUITE_END()
