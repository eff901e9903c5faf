#include "nn/training/loss.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "autodiff/check.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(loss)

BOOST_AUTO_TEST_CASE(mean_squared_error_by_hand) {
    BOOST_TEST(nn::mean_squared_error(Tensor::vector({1, 2}), Tensor::vector({3, 5})).value().item() == 6.5);
    BOOST_CHECK_THROW(nn::mean_squared_error(Tensor::vector({1, 2}), Tensor::zeros({2, 1})), ad::ShapeError);
}

BOOST_AUTO_TEST_CASE(cross_entropy_by_hand_and_its_gradient_is_softmax_minus_one_hot) {
    const Tensor logits = Tensor::of({2, 3}, {1, 2, 3, 0, 0, 0});
    const double first = std::log(std::exp(1) + std::exp(2) + std::exp(3)) - 3, second = std::log(3.0);
    BOOST_TEST(std::abs(nn::cross_entropy(logits, ad::Index({2, 1})).value().item() - (first + second) / 2) <=
               8 * double{std::numeric_limits<Real>::epsilon()});
    ad::Tape tape;
    const ad::Var x = tape.variable(logits);
    const Tensor g = ad::grad(nn::cross_entropy(x, ad::Index({2, 1})), x);
    const Tensor p = ad::softmax(logits, 1).value();
    for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 3; ++j) {
            const double expected = (p.at(i, j) - (j == (i == 0 ? 2 : 1) ? 1 : 0)) / 2;
            BOOST_TEST(std::abs(g.at(i, j) - expected) <= 8 * double{std::numeric_limits<Real>::epsilon()});
        }
}

BOOST_AUTO_TEST_CASE(losses_pass_the_four_checks) {
    const Tensor x = Tensor::of({2, 3}, {1, Real(-0.5), Real(0.3), 2, Real(0.1), -1});
    const auto entropy = [](std::span<const ad::Var> in) { return nn::cross_entropy(in[0], ad::Index({2, 0})); };
    const auto squares = [](std::span<const ad::Var> in) { return nn::mean_squared_error(in[0], in[1]); };
    const ad::CheckReport a = ad::check(entropy, {x}), b = ad::check(squares, {x, Tensor::full({2, 3}, Real(0.2))});
    BOOST_TEST(bool(a), a.failure);
    BOOST_TEST(bool(b), b.failure);
}

BOOST_AUTO_TEST_SUITE_END()
