#include "rl/rungs/vpg.hpp"

#include <boost/test/unit_test.hpp>

#include "autodiff/arithmetic.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(vpg)

// It climbs the policy gradient with the critic's advantages, as they were before the critic learnt from the rollout.
BOOST_AUTO_TEST_CASE(it_climbs_with_the_advantages_of_its_critic_and_then_the_critic_learns) {
    CartPoleRollout s(300);
    rl::Critic critic(s.envs.spec().observation, {.network = {.hidden = {8}}}, 1);
    const rl::Critic::Judgement judged = critic.judge(s.rollout);
    const Tensor g = rl::policy_gradient(s.policy, s.theta, judged.batch), before = s.theta, phi = critic.phi();
    nn::Sgd sgd({.learning_rate = 0.125});
    const rl::VpgStats stats = rl::vpg(s.policy, s.theta, s.rollout, critic, sgd);
    BOOST_TEST(same_bits(s.theta, before + Real(0.125) * g));
    BOOST_TEST((stats.step.applied && stats.step.kl > 0));
    BOOST_TEST(stats.explained_variance == judged.explained_variance);
    BOOST_TEST(!same_bits(critic.phi(), phi));
}

BOOST_AUTO_TEST_SUITE_END()
