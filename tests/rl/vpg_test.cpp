#include "rl/vpg.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "fixtures.hpp"

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(vpg)

// A step of plain ascent changes E[log π · Â] by the square of the gradient's norm, to first order: Adam's first step
// moves every coordinate by the learning rate, so the change is the learning rate times the sum of |gᵢ|.
BOOST_AUTO_TEST_CASE(it_climbs_its_objective) {
    for (const rl::Space& space : {rl::Space(rl::Discrete{3}), rl::Space(unbounded(2))}) {
        PolicyAndBatch s(space, 300);
        const auto objective = [&](const Tensor& theta) {
            const ad::Var log_p = rl::log_prob(s.policy(theta, s.batch.observations), s.batch.actions);
            return ad::dot(log_p.value(), s.batch.advantages) / 300;
        };
        const double before = objective(s.theta);
        nn::Adam adam({.learning_rate = 1e-3});
        const rl::VpgStats stats = rl::vpg(s.policy, s.theta, s.batch, adam);
        BOOST_TEST(objective(s.theta) > before);
        BOOST_TEST(stats.applied);
        BOOST_TEST((stats.kl > 0 && stats.kl < 0.1));
    }
}

BOOST_AUTO_TEST_CASE(advantages_of_zero_leave_theta_where_it_is) {
    PolicyAndBatch s(rl::Discrete{2}, 50);
    s.batch.advantages = Tensor::zeros({50});
    const Tensor before = s.theta;
    nn::Adam adam({});
    BOOST_TEST(rl::vpg(s.policy, s.theta, s.batch, adam).kl == 0);
    BOOST_TEST(same_bits(s.theta, before));
}

// Nor is one whose square overflows: Adam would remember it for ever.
BOOST_AUTO_TEST_CASE(a_gradient_that_is_not_finite_is_not_followed) {
    for (const Real a : {std::numeric_limits<Real>::quiet_NaN(), std::numeric_limits<Real>::infinity(),
                         std::numeric_limits<Real>::max() / 1000}) {
        PolicyAndBatch s(rl::Discrete{2}, 50);
        const Tensor before = s.theta, ordinary = s.batch.advantages;
        s.batch.advantages = a * ordinary;
        nn::Adam adam({});
        BOOST_TEST(!rl::vpg(s.policy, s.theta, s.batch, adam).applied);
        BOOST_TEST(same_bits(s.theta, before));
        s.batch.advantages = ordinary;
        BOOST_TEST(rl::vpg(s.policy, s.theta, s.batch, adam).kl > 0);  // and training goes on
    }
}

BOOST_AUTO_TEST_SUITE_END()
