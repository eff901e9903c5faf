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

// The same pole, told by pictures: what is seen is the positions now and of the steps before, and nothing else changes.
BOOST_AUTO_TEST_CASE(positions_alone_are_those_of_now_and_of_the_steps_before) {
    rl::CartPole whole;
    rl::CartPolePositions one("CartPolePositions-v1", 1), three("three", 3);
    BOOST_CHECK_THROW(rl::CartPolePositions("none", 0), std::invalid_argument);
    BOOST_TEST((one.spec().observation.size() == 2 && three.spec().observation.size() == 6));
    BOOST_TEST((three.spec().observation.high[5] == whole.spec().observation.high[2]));
    nn::Rng a(1, "test"), b(1, "test"), c(1, "test");
    whole.reset(a), one.reset(b), three.reset(c);
    const auto seen = [&] { return std::pair(whole.observation()[0], whole.observation()[2]); };
    std::vector<std::pair<double, double>> pictures(3, seen());  // it is as if it had stood still
    for (int step = 0;; ++step) {
        BOOST_TEST((one.observation()[0] == pictures[0].first && one.observation()[1] == pictures[0].second));
        for (std::size_t k = 0; k < 3; ++k)
            BOOST_TEST((three.observation()[2 * k] == pictures[k].first &&
                        three.observation()[2 * k + 1] == pictures[k].second));
        if (step == 12) break;
        const double action = step % 3 == 0;
        const rl::Step of_whole = whole.step(std::span(&action, 1), a), of_three = three.step(std::span(&action, 1), c);
        one.step(std::span(&action, 1), b);
        BOOST_TEST((of_whole.reward == of_three.reward && of_whole.terminated == of_three.terminated));
        pictures.insert(pictures.begin(), seen()), pictures.pop_back();
    }
    // A state that was recorded has no past: it stands still in all pictures.
    three.begin_at(std::vector<double>{0.1, 1, -0.05, 2});
    for (std::size_t k = 0; k < 6; k += 2)
        BOOST_TEST((three.observation()[k] == double{0.1f} && three.observation()[k + 1] == double{-0.05f}));
    // And one that was saved goes on with its past.
    const rl::EnvState saved = three.state();
    const double left = 0;
    three.step(std::span(&left, 1), c);
    const std::vector<double> next(three.observation().begin(), three.observation().end());
    three.restore(saved);
    three.step(std::span(&left, 1), c);
    BOOST_TEST(next == std::vector<double>(three.observation().begin(), three.observation().end()));
    BOOST_TEST((next[2] == double{0.1f} && next[0] != next[2]));
}

BOOST_AUTO_TEST_SUITE_END()
