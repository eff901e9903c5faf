// The Fisher operator of a whole policy: against the Hessian of the KL at θ_old, and against the exact expectation of
// the scores' outer product.
#include "rl/trust_region/fisher.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(fisher)

namespace {

constexpr double epsilon = std::numeric_limits<Real>::epsilon();
const rl::Space spaces[] = {rl::Discrete{3}, unbounded(2)};

double distance(const Tensor& a, const Tensor& b) { return ad::norm(a - b) / ad::norm(a); }

// ∇² E[KL(π_θ ‖ π_θ')] at θ' = θ, times v.
Tensor hessian_of_kl(const PolicyAndBatch& s, const Tensor& v) {
    ad::Tape tape;
    const Var theta = tape.variable(s.theta);
    const Var divergence = mean(kl(s.policy(s.theta, s.batch.observations), s.policy(theta, s.batch.observations)));
    return ad::hvp(divergence, theta, v);
}

// E over the rows of (g·v) g, g the score of the action that each row is given, weighted by `weight` a row.
Tensor scores(const PolicyAndBatch& s, const Tensor& actions, const Tensor& weight, const Tensor& v) {
    ad::Tape tape;
    const Var theta = tape.variable(s.theta);
    const Var log_p = rl::log_prob(s.policy(theta, s.batch.observations), actions);
    const Tensor along = ad::jvp(log_p, theta, v);
    return (Real{1} / static_cast<Real>(s.batch.size())) * ad::vjp(log_p, theta, along * weight);
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_is_the_hessian_of_the_kl_at_theta_old) {
    for (const rl::Space& space : spaces) {
        const PolicyAndBatch s(space, 1200);  // more than one shard
        const rl::Fisher F(s.policy, s.theta, s.batch.observations, 0);
        nn::Rng rng(2, "test");
        for (int round = 0; round < 3; ++round) {
            const Tensor v = random_tensor(s.theta.shape(), rng);
            BOOST_TEST(distance(hessian_of_kl(s, v), F(v)) <= 1e4 * epsilon);
        }
    }
}

BOOST_AUTO_TEST_CASE(it_is_the_outer_product_of_scores_over_all_actions_of_a_categorical) {
    const PolicyAndBatch s(rl::Discrete{3}, 300);
    nn::Rng rng(3, "test");
    const Tensor v = random_tensor(s.theta.shape(), rng);
    Tensor expected = Tensor::zeros(v.shape());
    for (int a = 0; a < 3; ++a) {
        const Tensor action = Tensor::full({300, 1}, static_cast<Real>(a));
        const Tensor p = exp(rl::log_prob(s.policy(s.theta, s.batch.observations), action)).value();
        expected = expected + scores(s, action, p, v);
    }
    BOOST_TEST(distance(expected, rl::Fisher(s.policy, s.theta, s.batch.observations, 0)(v)) <= 1e4 * epsilon);
}

BOOST_AUTO_TEST_CASE(it_is_the_outer_product_of_scores_by_gauss_hermite_for_a_gaussian) {
    const PolicyAndBatch s(unbounded(2), 300);
    nn::Rng rng(4, "test");
    const Tensor v = random_tensor(s.theta.shape(), rng);
    const auto pi = std::get<rl::DiagonalGaussian>(s.policy(s.theta, s.batch.observations)).parameters();
    const Tensor mean = pi[0].value(), std = exp(pi[1]).value();
    const double nodes[] = {-std::numbers::sqrt3, 0, std::numbers::sqrt3}, weights[] = {1.0 / 6, 2.0 / 3, 1.0 / 6};
    Tensor expected = Tensor::zeros(v.shape());
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) {
            const Tensor z = ad::broadcast_to(Tensor::vector({Real(nodes[i]), Real(nodes[j])}), {300, 2}).value();
            const Tensor weight = Tensor::full({300}, static_cast<Real>(weights[i] * weights[j]));
            expected = expected + scores(s, mean + z * std, weight, v);
        }
    BOOST_TEST(distance(expected, rl::Fisher(s.policy, s.theta, s.batch.observations, 0)(v)) <= 1e4 * epsilon);
}

BOOST_AUTO_TEST_CASE(it_is_symmetric_positive_and_damped) {
    for (const rl::Space& space : spaces) {
        const PolicyAndBatch s(space, 100);
        const rl::Fisher F(s.policy, s.theta, s.batch.observations, 0),
            damped(s.policy, s.theta, s.batch.observations, 0.5);
        nn::Rng rng(5, "test");
        const Tensor u = random_tensor(s.theta.shape(), rng), v = random_tensor(s.theta.shape(), rng);
        const double uFv = ad::dot(u, F(v)), vFu = ad::dot(v, F(u));
        BOOST_TEST(std::abs(uFv - vFu) <= 1e4 * epsilon * ad::norm(u) * ad::norm(F(v)));
        BOOST_TEST(ad::dot(v, F(v)) > 0);
        BOOST_TEST(distance(damped(v), F(v) + Real(0.5) * v) <= 100 * epsilon);
    }
}

BOOST_AUTO_TEST_SUITE_END()
