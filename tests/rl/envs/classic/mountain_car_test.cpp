#include "rl/envs/classic/mountain_car.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(mountain_car)

// Reckoned by hand from v + (a − 1) 0.001 − 0.0025 cos 3x, with cos 1.5 = 0.0707372016677029.
BOOST_AUTO_TEST_CASE(a_push_and_gravity_change_the_velocity_and_that_the_position) {
    rl::MountainCar env;
    const double pushed[] = {-0.00117684300416925725, -0.00017684300416925725, 0.00082315699583074275};
    for (const int action : {0, 1, 2}) {
        const Stepped after = step_from(env, {-0.5, 0}, action);
        const double velocity = pushed[action];
        BOOST_TEST(std::abs(after.state[1] - velocity) <= 1e-16);
        BOOST_TEST(std::abs(after.state[0] - (-0.5 + velocity)) <= 1e-15);
        BOOST_TEST(after.observation[0] == double{static_cast<float>(after.state[0])});
        BOOST_TEST(after.observation[1] == double{static_cast<float>(after.state[1])});
        BOOST_TEST(after.step.reward == -1);
        BOOST_TEST(!after.step.terminated);
    }
}

BOOST_AUTO_TEST_CASE(the_wall_on_the_left_takes_the_speed) {
    rl::MountainCar env;
    BOOST_TEST(step_from(env, {-1.19, -0.05}, 0).state == (std::vector<double>{-1.2, 0}));
    const Stepped away = step_from(env, {-1.2, 0}, 2);
    BOOST_TEST((away.state[0] > -1.2 && away.state[1] > 0));
    BOOST_TEST(away.observation[0] >= env.spec().observation.low[0]);
}

BOOST_AUTO_TEST_CASE(speed_and_position_have_bounds) {
    rl::MountainCar env;
    const Stepped fast = step_from(env, {-0.9, 0.07}, 2);
    BOOST_TEST(fast.state[1] == 0.07);
    BOOST_TEST(step_from(env, {-0.1, -0.07}, 0).state[1] == -0.07);
    const Stepped end = step_from(env, {0.59, 0.06}, 2);
    BOOST_TEST(end.state[0] == 0.6);
    BOOST_TEST(end.state[1] > 0.05);  // there is no wall on the right
}

BOOST_AUTO_TEST_CASE(the_goal_is_reached_at_half_and_not_while_rolling_back) {
    rl::MountainCar env;
    const Stepped there = step_from(env, {0.49, 0.05}, 1);
    BOOST_TEST(there.step.terminated);
    BOOST_TEST(there.step.reward == -1);
    BOOST_TEST(!step_from(env, {0.44, 0.05}, 1).step.terminated);
    const Stepped back = step_from(env, {0.58, -0.03}, 1);
    BOOST_TEST(back.state[0] > 0.5);
    BOOST_TEST(!back.step.terminated);
    edge(env, {0.4, 0.03}, {0.55, 0.03}, {1});
    BOOST_TEST(std::abs(env.recordable()[0] - 0.5) < 1e-12);
    edge(env, {0.55, -0.03}, {0.55, 0.03}, {1});
    BOOST_TEST(std::abs(env.recordable()[1]) < 1e-12);
}

BOOST_AUTO_TEST_CASE(episodes_begin_in_the_valley_at_rest_and_are_cut_at_200_steps) {
    rl::MountainCar env;
    const Beginnings begun(env);
    BOOST_TEST(begun.uniform(0, -0.6, -0.4));
    BOOST_TEST((begun.low[1] == 0 && begun.high[1] == 0));
    for (int step = 1; step <= 201; ++step) {
        const double action = 2;  // it is too weak to climb from standing
        const rl::Step taken = take_step(env, std::span(&action, 1));
        BOOST_TEST(!taken.terminated);
        BOOST_TEST(taken.truncated == (step >= 200));
    }
    BOOST_TEST(*env.spec().reward_threshold == -110);
}

BOOST_AUTO_TEST_CASE(pushing_along_with_the_motion_climbs_the_hill) {
    rl::MountainCar env;
    nn::Rng rng(2, "environment");
    env.reset(rng);
    int steps = 0;
    for (bool arrived = false; !arrived && steps < 200; ++steps) {
        const double action = env.recordable()[1] < 0 ? 0 : 2;
        arrived = take_step(env, std::span(&action, 1)).terminated;
    }
    BOOST_TEST((steps > 80 && steps < 160));
}

BOOST_AUTO_TEST_SUITE_END()
