#include "rl/envs/mujoco/reacher.hpp"

#include "tests/rl/envs/mujoco/replay.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(reacher)

using mujoco_replay::Moment;

BOOST_AUTO_TEST_CASE(targets_lie_in_a_disc_and_still) {
    rl::Reacher env;
    nn::Rng rng(3, "environment");
    double farthest = 0;
    for (int i = 0; i < 100; ++i) {
        env.reset(rng);
        const auto seen = env.observation();
        const double x = seen[4], y = seen[5];
        farthest = std::max(farthest, std::hypot(x, y));
        const auto q = mujoco_replay::positions(env, 4), v = mujoco_replay::velocities(env, 4, 4);
        BOOST_TEST((std::abs(q[0]) <= 0.1 && std::abs(q[1]) <= 0.1));
        BOOST_TEST((std::abs(v[0]) <= 5e-3 && std::abs(v[1]) <= 5e-3 && v[2] == 0 && v[3] == 0));
        // At an episode's beginning nothing lags: the fingertip is where the angles say.
        BOOST_TEST(std::abs(0.1 * std::cos(q[0]) + 0.11 * std::cos(q[0] + q[1]) - x - seen[8]) <= 1e-12);
        BOOST_TEST(std::abs(0.1 * std::sin(q[0]) + 0.11 * std::sin(q[0] + q[1]) - y - seen[9]) <= 1e-12);
        take_step(env, std::vector<double>{1, -1});
        BOOST_TEST((env.observation()[4] == x && env.observation()[5] == y));
    }
    BOOST_TEST(farthest < 0.2);
}

// The arm nearly stretched out; the target evenly over the disc, half of which lies within 1/√2 of its radius.
BOOST_AUTO_TEST_CASE(episodes_begin_anywhere_in_their_ranges) {
    rl::Reacher env;
    const Beginnings begun(env);
    for (const std::size_t k : {0, 1}) BOOST_TEST(begun.uniform(k, -0.1, 0.1));
    for (const std::size_t k : {4, 5}) BOOST_TEST(begun.uniform(k, -5e-3, 5e-3));
    nn::Rng rng(3, "environment");
    double farthest = 0;
    int inside = 0;
    for (int i = 0; i < 2000; ++i) {
        env.reset(rng);
        const double r = std::hypot(env.recordable()[2], env.recordable()[3]);
        farthest = std::max(farthest, r), inside += r < 0.2 / std::sqrt(2);
    }
    BOOST_TEST((farthest < 0.2 && farthest > 0.199));
    BOOST_TEST(std::abs(inside - 1000) < 70);  // three standard deviations
}

BOOST_AUTO_TEST_CASE(it_pays_for_the_distance_after_the_step_and_for_its_torques) {
    rl::Reacher env;
    const auto moment = [](nn::Rng& rng) {
        return Moment{{rng.uniform(-3, 3), rng.uniform(-2, 2), rng.uniform(-0.1, 0.1), rng.uniform(-0.1, 0.1)},
                      {rng.uniform(-5, 5), rng.uniform(-5, 5), 0, 0}};
    };
    mujoco_replay::step_from(env, 50, moment,
                             [&](const Moment&, const Moment&, const rl::Step& step, const auto& action) {
                                 const auto seen = env.observation();
                                 const double distance = std::hypot(seen[8], seen[9]);
                                 BOOST_TEST(std::abs(step.reward + distance + mujoco_replay::squares(action)) <= 1e-12);
                                 BOOST_TEST(!step.terminated);
                             });
}

BOOST_AUTO_TEST_CASE(episodes_are_cut_at_50_steps) {
    rl::Reacher env;
    nn::Rng rng(1, "environment");
    env.reset(rng);
    for (int step = 1; step <= 50; ++step)
        BOOST_TEST(take_step(env, std::vector<double>{0.5, 0.1}).truncated == (step == 50));
}

BOOST_AUTO_TEST_SUITE_END()
