#include "rl/rungs/npg.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "rl/experience/policy_gradient.hpp"
#include "rl/rungs/trpo.hpp"
#include "rl/trust_region/fisher.hpp"
#include "rl/trust_region/natural_step.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(npg)

namespace {
const rl::Space spaces[] = {rl::Discrete{3}, unbounded(2)};
}

// The step is along (F + λ)⁻¹ g and as long as the damped quadratic model allows.
BOOST_AUTO_TEST_CASE(the_step_is_the_natural_gradient_to_its_radius) {
    for (const rl::Space& space : spaces) {
        PolicyAndBatch s(space, 600);
        const rl::NpgConfig config{.max_kl = 0.01, .cg_damping = 1e-2, .cg = {.iterations = 300, .tolerance = 1e-5}};
        const Tensor g = rl::policy_gradient(s.policy, s.theta, s.batch), old = s.theta;
        const rl::Fisher F(s.policy, old, s.batch.observations, config.cg_damping);
        const rl::NpgStats stats = rl::npg(s.policy, s.theta, s.batch, config);
        BOOST_REQUIRE(stats.applied);
        const Tensor step = s.theta - old, Fs = F(step);
        BOOST_TEST(std::abs(0.5 * ad::dot(step, Fs) / config.max_kl - 1) < 1e-3);
        BOOST_TEST(ad::dot(Fs, g) / (ad::norm(Fs) * ad::norm(g)) > 1 - 1e-6);  // F s ∝ g
        BOOST_TEST(stats.cg_residual < 1e-4);
        BOOST_TEST((stats.kl > 0.2 * config.max_kl && stats.kl < 2 * config.max_kl));
    }
}

// What conjugate gradients left over is told in units of the gradient.
BOOST_AUTO_TEST_CASE(the_residual_is_relative_to_the_gradient) {
    PolicyAndBatch s(rl::Discrete{3}, 600);
    const Tensor g = rl::policy_gradient(s.policy, s.theta, s.batch);
    const rl::Fisher F(s.policy, s.theta, s.batch.observations, 1e-2);
    for (const int iterations : {1, 3}) {
        const rl::ConjugateGradientConfig cg{.iterations = iterations};
        const double left = ad::norm(rl::conjugate_gradient(F, g, cg).residual) / ad::norm(g);
        BOOST_TEST((left > 0.01 && left < 10));
        for (const Real scale : {Real{1}, Real{1e-3}})
            BOOST_TEST(std::abs(rl::natural_step(F, scale * g, 0.01, cg).cg_residual / left - 1) < 1e-3);
    }
}

// What TRPO adds: here a step of NPG leaves the region, and TRPO's, from the same models, does not.
BOOST_AUTO_TEST_CASE(nothing_holds_it_in_the_region) {
    int left = 0;
    for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
        PolicyAndBatch a(rl::Discrete{3}, 200, seed), b(rl::Discrete{3}, 200, seed);
        const rl::NpgStats plain = rl::npg(a.policy, a.theta, a.batch, {.max_kl = 2, .cg_damping = 1e-4});
        const rl::TrpoStats checked = rl::trpo(b.policy, b.theta, b.batch, {.max_kl = 2, .cg_damping = 1e-4});
        left += plain.applied && plain.kl > 2;
        BOOST_TEST(checked.kl <= 2);
    }
    BOOST_TEST(left >= 3);
}

BOOST_AUTO_TEST_CASE(products_on_every_kth_sample_give_nearly_the_same_step) {
    for (const rl::Space& space : spaces) {
        PolicyAndBatch all(space, 4000), some(space, 4000);
        const Tensor old = all.theta;
        rl::npg(all.policy, all.theta, all.batch, {.cg_damping = 1e-2});
        rl::npg(some.policy, some.theta, some.batch, {.cg_damping = 1e-2, .fvp_every = 10});
        const Tensor a = all.theta - old, b = some.theta - old;
        BOOST_TEST(!same_bits(a, b));
        BOOST_TEST(ad::dot(a, b) / (ad::norm(a) * ad::norm(b)) > 0.8);
    }
}

BOOST_AUTO_TEST_CASE(hostile_batches_leave_theta_finite_or_untouched) {
    for (const Real a : {Real{0}, std::numeric_limits<Real>::quiet_NaN(), std::numeric_limits<Real>::infinity(),
                         std::numeric_limits<Real>::max(), std::numeric_limits<Real>::min()})
        for (const rl::Space& space : spaces)
            for (const int n : {1, 2, 50}) {
                PolicyAndBatch s(space, n);
                s.batch.advantages = a * s.batch.advantages;
                const Tensor before = s.theta;
                const rl::NpgStats stats = rl::npg(s.policy, s.theta, s.batch, {});
                BOOST_TEST(ad::all_finite(s.theta));
                BOOST_TEST(stats.applied == stats.reason.empty());
                if (!stats.applied) BOOST_TEST(same_bits(s.theta, before));
            }
}

BOOST_AUTO_TEST_SUITE_END()
