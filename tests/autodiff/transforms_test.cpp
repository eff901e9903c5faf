#include "autodiff/transforms.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "autodiff/check.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/indexing.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/linalg.hpp"
#include "autodiff/ops/reduce.hpp"
#include "tests/autodiff/op_cases.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(transforms)

namespace {

constexpr double epsilon = std::numeric_limits<Real>::epsilon();

// A small network in all its parts: [6,3] → tanh 4 → 2, log-softmax, one scalar. θ: [3·4 + 4 + 4·2 + 2]
const Tensor inputs = sample({6, 3}, 0.1, 1.5);
Var outputs(const Var& theta) {
    const Var W1 = ad::reshape(ad::slice(theta, 0, 0, 12), {3, 4}), b1 = ad::slice(theta, 0, 12, 16);
    const Var W2 = ad::reshape(ad::slice(theta, 0, 16, 24), {4, 2}), b2 = ad::slice(theta, 0, 24, 26);
    return ad::log_softmax(ad::affine(ad::tanh(ad::affine(inputs, W1, b1)), W2, b2), 1);
}
Var objective(const Var& theta) {
    return ad::mean(ad::square(ad::pick(outputs(theta), ad::Index({0, 1, 1, 0, 1, 0}))));
}

double distance(const Tensor& a, const Tensor& b) { return ad::norm(a - b) / std::max(ad::norm(a), 1e-300); }

// H v by differences of gradients, fourth order.
Tensor difference_of_gradients(const Tensor& theta, const Tensor& v, Real h) {
    const auto gradient = [&](Real t) {
        ad::Tape tape;
        const Var x = tape.variable(theta + t * v);
        return ad::grad(objective(x), x);
    };
    return (1 / (12 * h)) * ((gradient(-2 * h) - gradient(2 * h)) + Real{8} * (gradient(h) - gradient(-h)));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_gradient_that_can_be_done_by_hand) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::vector({1, 2, 3}));
    BOOST_TEST(same_bits(ad::grad(ad::sum(ad::square(x)), x), Tensor::vector({2, 4, 6})));
    BOOST_TEST(same_bits(ad::grad(ad::sum(Tensor::vector({1, 2, 3})), x), Tensor::zeros({3})));
    BOOST_CHECK_THROW(ad::grad(x, x), ad::ShapeError);
}

BOOST_AUTO_TEST_CASE(a_network_passes_the_four_checks) {
    const auto f = [](std::span<const Var> x) { return objective(x[0]); };
    for (const std::uint64_t seed : {1, 2, 3}) {
        const ad::CheckReport report = ad::check(f, {sample({26}, 0.05, 0.8)}, {.seed = seed});
        BOOST_TEST(bool(report), report.failure);
    }
}

BOOST_AUTO_TEST_CASE(hvp_by_both_routes_agrees_with_each_other_and_with_differences) {
    for (const unsigned seed : {1u, 2u, 3u, 4u, 5u}) {
        const Tensor theta = sample({26}, 0.05, 0.8, false, seed), v = sample({26}, 0.1, 1, false, seed + 10);
        ad::Tape tape;
        const Var x = tape.variable(theta), y = objective(x);
        const Tensor forward = ad::hvp(y, x, v), reverse = ad::hvp_reverse(y, x, v);
        BOOST_TEST(distance(forward, reverse) <= 4.5e5 * epsilon, "seed " << seed);  // 1e-10 in double
        BOOST_TEST(distance(forward, difference_of_gradients(theta, v, sizeof(Real) == 8 ? Real(1e-3) : Real(0.03))) <=
                       (sizeof(Real) == 8 ? 1e-9 : 1e-2),
                   "seed " << seed);
    }
}

BOOST_AUTO_TEST_CASE(a_vector_of_another_shape_is_refused_and_leaves_the_tape_as_it_was) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::vector({1, 2, 3})), y = ad::sum(x * x * x);
    const std::size_t before = tape.size();
    BOOST_CHECK_THROW(ad::hvp(y, x, Tensor::zeros({2})), ad::ShapeError);
    BOOST_CHECK_THROW(ad::hvp_reverse(y, x, Tensor::scalar(1)), ad::ShapeError);
    BOOST_TEST(tape.size() == before);
}

BOOST_AUTO_TEST_CASE(the_hessian_is_symmetric) {
    ad::Tape tape;
    const Var x = tape.variable(sample({26}, 0.05, 0.8)), y = objective(x);
    const Tensor u = sample({26}, 0.1, 1, false, 7), v = sample({26}, 0.1, 1, false, 8);
    BOOST_TEST(std::abs(ad::dot(u, ad::hvp(y, x, v)) - ad::dot(v, ad::hvp(y, x, u))) <= 1e3 * epsilon);
}

BOOST_AUTO_TEST_CASE(a_third_derivative_is_the_gradient_of_a_second) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::scalar(Real(0.7))), y = ad::exp(2 * x);
    const Var third = ad::recorded_grad(ad::recorded_grad(ad::recorded_grad(y, x), x), x);
    BOOST_TEST(std::abs(third.value().item() - 8 * std::exp(1.4)) <= 1e3 * epsilon);
}

// Jᵀ ȳ is linear in ȳ, so its transpose is J: forward mode from reverse mode alone.   docs/05 §2
BOOST_AUTO_TEST_CASE(forward_mode_follows_from_reverse_mode) {
    ad::Tape tape;
    const Var x = tape.variable(sample({26}, 0.05, 0.8)), y = outputs(x);
    const Tensor x_dot = sample({26}, 0.1, 1, false, 9);
    const Var y_bar = tape.variable(Tensor::zeros(y.shape()));
    const ad::Tangent seed = y_bar;
    const Var x_bar =
        *ad::Sweep(std::span(&y, 1), std::span(&x, 1)).backwards(std::span(&seed, 1), ad::Rules::record)[0];
    const Tensor twice_reversed = ad::vjp(x_bar, y_bar, x_dot);
    BOOST_TEST(distance(ad::jvp(y, x, x_dot), twice_reversed) <= 1e3 * epsilon);
}

BOOST_AUTO_TEST_CASE(a_linearization_is_the_jacobian_and_its_transpose_again_and_again) {
    ad::Tape tape;
    const Var x = tape.variable(sample({26}, 0.05, 0.8)), y = outputs(x), z = ad::square(x);
    const ad::Linearization J = ad::linearize({y, z}, x);
    const auto Jt = ad::linearize({y, z}, x).transpose();  // outlives the map it came from
    const std::size_t before = tape.size();
    for (unsigned round = 0; round < 3; ++round) {
        const Tensor v = sample({26}, 0.1, 1, false, round);
        const auto Jv = J(v);
        BOOST_TEST(same_bits(Jv[0], ad::jvp(y, x, v)));
        BOOST_TEST(same_bits(Jv[1], ad::jvp(z, x, v)));
        const Tensor both = J.transpose()(Jv);
        BOOST_TEST(same_bits(both, Jt(Jv)));
        BOOST_TEST(distance(both, ad::vjp(y, x, Jv[0]) + ad::vjp(z, x, Jv[1])) <= 100 * epsilon);
    }
    BOOST_TEST(tape.size() == before);
}

BOOST_AUTO_TEST_SUITE_END()
