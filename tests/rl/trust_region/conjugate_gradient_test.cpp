#include "rl/trust_region/conjugate_gradient.hpp"

#include <boost/test/unit_test.hpp>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/linalg.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(conjugate_gradient)

namespace {

constexpr double epsilon = std::numeric_limits<Real>::epsilon();

// x ↦ (B Bᵀ + shift 1) x
auto product(const Tensor& B, Real shift) {
    return [B, shift](const Tensor& x) {
        const int n = x.shape()[0];
        const ad::Var column = ad::reshape(x, {n, 1});
        const Tensor BBx = matmul(B, matmul(ad::transposed(B), column)).value().reshaped({n});
        return BBx + shift * x;
    };
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_system_of_n_unknowns_is_solved_in_n_steps) {
    nn::Rng rng(3, "test");
    const auto A = product(random_tensor({8, 8}, rng), 1);
    const Tensor b = random_tensor({8}, rng);
    const rl::Solution solution = rl::conjugate_gradient(A, b, {.iterations = 8, .tolerance = 0});
    BOOST_TEST(ad::norm(A(solution.x) - b) <= 1e5 * epsilon * ad::norm(b));
}

BOOST_AUTO_TEST_CASE(the_residual_is_what_it_says_at_every_step) {
    nn::Rng rng(4, "test");
    const auto A = product(random_tensor({20, 20}, rng), 1);
    const Tensor b = random_tensor({20}, rng);
    for (int iterations = 0; iterations < 10; ++iterations) {
        const rl::Solution s = rl::conjugate_gradient(A, b, {.iterations = iterations, .tolerance = 0});
        BOOST_TEST(s.iterations == iterations);
        BOOST_TEST(ad::norm(b - A(s.x) - s.residual) <= 1e3 * epsilon * ad::norm(b));
    }
}

BOOST_AUTO_TEST_CASE(it_stops_at_the_tolerance_and_not_before) {
    nn::Rng rng(5, "test");
    const auto A = product(random_tensor({30, 30}, rng), 10);
    const Tensor b = random_tensor({30}, rng);
    const rl::Solution s = rl::conjugate_gradient(A, b, {.iterations = 100, .tolerance = 1e-3});
    BOOST_TEST(ad::norm(s.residual) <= 1e-3 * ad::norm(b));
    const rl::Solution before = rl::conjugate_gradient(A, b, {.iterations = s.iterations - 1, .tolerance = 0});
    BOOST_TEST(ad::norm(before.residual) > 1e-3 * ad::norm(b));
}

BOOST_AUTO_TEST_CASE(nothing_to_solve_negative_curvature_and_nan_end_it) {
    const auto negative = [](const Tensor& x) { return Real{-1} * x; };
    const auto broken = [](const Tensor& x) { return std::numeric_limits<Real>::quiet_NaN() * x; };
    const Tensor b = Tensor::vector({1, 2});
    BOOST_TEST(rl::conjugate_gradient(negative, Tensor::zeros({2})).iterations == 0);
    BOOST_TEST(same_bits(rl::conjugate_gradient(negative, b).x, Tensor::zeros({2})));
    BOOST_TEST(same_bits(rl::conjugate_gradient(broken, b).residual, b));
}

BOOST_AUTO_TEST_SUITE_END()
