#include "examples/watch/episode.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "rl/envs/environments.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(episode)

BOOST_AUTO_TEST_CASE(a_scene_has_a_picture_of_each_state_and_the_sum_of_the_rewards_so_far) {
    const auto env = rl::make_env("CartPole-v1");
    nn::Rng rng(1, "environment");
    env->reset(rng);
    rl::Playthrough played{.states = {env->state()}, .rewards = {}, .terminated = true};
    for (const double reward : {1.0, 0.5, -2.0}) {
        take_step(*env, std::vector<double>{1});
        played.states.push_back(env->state());
        played.rewards.push_back(reward);
    }
    const watch::Scene scene = watch::scene_of("CartPole-v1", played);
    BOOST_TEST(scene.pictures.size() == 4u);
    BOOST_TEST(scene.returns == (std::vector{0.0, 1.0, 1.5, -0.5}), boost::test_tools::per_element());
    BOOST_TEST(scene.terminated);
}

BOOST_AUTO_TEST_SUITE_END()
