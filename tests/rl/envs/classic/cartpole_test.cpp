#include "rl/envs/classic/cartpole.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

#include "tests/rl/fixtures.hpp"

using namespace surefoot;

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
    const Beginnings begun(env);
    for (const std::size_t k : {0, 1, 2, 3}) BOOST_TEST(begun.uniform(k, -0.05, 0.05));
    for (int step = 1; step <= 500; ++step) {  // it does not matter whether it falls
        const double action = step % 2;
        BOOST_TEST(take_step(env, std::span(&action, 1)).truncated == (step == 500));
    }
}

BOOST_AUTO_TEST_CASE(it_ends_beyond_2_4_metres_and_12_degrees) {
    rl::CartPole env;
    const double degrees_12 = std::numbers::pi / 15;
    for (const double side : {-1, 1}) {
        edge(env, {side * 2, 0, 0, 0}, {side * 3, 0, 0, 0}, {0});
        BOOST_TEST(std::abs(env.recordable()[0] - side * 2.4) < 1e-12);
        edge(env, {0, 0, side * 0.1, 0}, {0, 0, side * 0.3, 0}, {0});
        BOOST_TEST(std::abs(env.recordable()[2] - side * degrees_12) < 1e-12);
    }
    const rl::Box& bounds = env.spec().observation;  // what is seen where it ends may lie as far again outside
    BOOST_TEST((bounds.high[0] == double{4.8f} && bounds.high[2] == double{static_cast<float>(2 * degrees_12)}));
    BOOST_TEST((bounds.low[0] == -bounds.high[0] && bounds.low[2] == -bounds.high[2]));
    BOOST_TEST(*env.spec().reward_threshold == 475);
}

BOOST_AUTO_TEST_SUITE_END()
