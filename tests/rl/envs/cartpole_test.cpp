#include "rl/envs/cartpole.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "../fixtures.hpp"

BOOST_AUTO_TEST_SUITE(cartpole)

// Gymnasium's own trajectories, some of which go on past the end of the episode.
BOOST_AUTO_TEST_CASE(trajectories_are_those_of_gymnasium) {
    const rl::Replay replay = replayed("CartPole-v1");
    BOOST_TEST(replay.steps > 500);
    for (const rl::Differences& d : {replay.each_step, replay.rollout}) {
        BOOST_TEST(d.state.most <= 1e-12);
        BOOST_TEST(d.observation.most <= 1e-12);
        BOOST_TEST(d.reward.most == 0);
        BOOST_TEST(d.flags == 0);
    }
}

BOOST_AUTO_TEST_CASE(episodes_begin_near_the_middle_and_are_cut_at_500_steps) {
    rl::CartPole env;
    nn::Rng rng(1, "environment");
    env.reset(rng);
    for (const double v : env.observation()) BOOST_TEST(std::abs(v) <= 0.05);
    for (int step = 1; step <= 500; ++step) {  // it does not matter whether it falls
        const double action = step % 2;
        BOOST_TEST(env.step(std::span(&action, 1)).truncated == (step == 500));
    }
}

BOOST_AUTO_TEST_SUITE_END()
