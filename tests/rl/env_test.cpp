#include "rl/env.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "fixtures.hpp"

BOOST_AUTO_TEST_SUITE(env)

BOOST_AUTO_TEST_CASE(every_environment_can_be_made_and_has_its_id) {
    for (const std::string& id : rl::env_ids()) BOOST_TEST(rl::make_env(id)->spec().id == id);
    BOOST_CHECK_THROW(rl::make_env("CartPole-v9"), std::invalid_argument);
}

// What every environment promises: a state that was given out and taken back goes on to the same bits.
BOOST_AUTO_TEST_CASE(a_state_that_is_taken_back_goes_on_alike) {
    for (const std::string& id : rl::env_ids()) {
        const auto one = rl::make_env(id), two = rl::make_env(id);
        nn::Rng rng(5, "environment"), choices(5, "test");
        one->reset(rng);
        const auto act = [&] {
            const auto* discrete = std::get_if<rl::Discrete>(&one->spec().action);
            std::vector<double> action(static_cast<std::size_t>(rl::width(one->spec().action)));
            for (double& a : action) a = discrete ? choices.below(discrete->n) : choices.uniform(-1, 1);
            return action;
        };
        for (int i = 0; i < 7; ++i) one->step(act());
        const rl::EnvState saved = one->state();
        two->restore(saved);
        for (int i = 0; i < 20; ++i) {
            const auto action = act();
            const rl::Step a = one->step(action), b = two->step(action);
            BOOST_TEST((a.reward == b.reward && a.terminated == b.terminated && a.truncated == b.truncated));
            BOOST_TEST((one->state() == two->state()));
        }
        one->restore(saved);
        BOOST_TEST((one->state() == saved));
    }
}

BOOST_AUTO_TEST_CASE(actions_and_states_that_do_not_belong_are_refused) {
    const auto env = rl::make_env("CartPole-v1");
    const auto step = [&](std::vector<double> action) { env->step(action); };
    BOOST_CHECK_THROW(step({0}), std::logic_error);  // before reset
    nn::Rng rng(0, "environment");
    env->reset(rng);
    BOOST_CHECK_THROW(step({2}), std::invalid_argument);
    BOOST_CHECK_THROW(step({-1}), std::invalid_argument);
    BOOST_CHECK_THROW(step({0.5}), std::invalid_argument);
    BOOST_CHECK_THROW(step({std::numeric_limits<double>::quiet_NaN()}), std::invalid_argument);
    BOOST_CHECK_THROW(step({0, 1}), std::invalid_argument);
    BOOST_CHECK_THROW(env->restore({{1, 2}, {0, 0, 0, 0}, 0}), std::invalid_argument);
    BOOST_CHECK_THROW(env->restore({{0, 0, 0, 0, 0}, {0}, 0}), std::invalid_argument);
}

// Nothing that is not a number goes on unnoticed.
BOOST_AUTO_TEST_CASE(a_reward_or_observation_that_is_not_finite_is_refused) {
    for (const bool in_reward : {true, false})
        for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
            FaultyEnv env({.reward = in_reward ? bad : 0, .observation = in_reward ? 0 : bad, .after = 3});
            nn::Rng rng(1, "environment");
            env.reset(rng);
            const double action[] = {0};
            env.step(action), env.step(action);
            BOOST_CHECK_EXCEPTION(env.step(action), std::runtime_error, [&](const auto& e) {
                const std::string what = e.what();
                return what.find(in_reward ? "Faulty-v0: the reward is" : "Faulty-v0: observation 0 is") == 0 &&
                       what.find("after step 3 of the episode") != std::string::npos;
            });
        }
}

BOOST_AUTO_TEST_SUITE_END()
