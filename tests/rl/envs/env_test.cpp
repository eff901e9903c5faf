#include "rl/envs/env.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "rl/envs/classic/cartpole.hpp"
#include "rl/envs/environments.hpp"
#include "tests/rl/envs/corridor.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(env)

// What every environment promises: a state that was given out and taken back goes on to the same bits.
BOOST_AUTO_TEST_CASE(a_state_that_is_taken_back_goes_on_alike) {
    for (const std::string& id : rl::env_ids()) {
        const auto one = rl::make_env(id), two = rl::make_env(id);
        nn::Rng rng(5, "environment"), choices(5, "test");
        one->reset(rng);
        const auto act = [&] { return random_action(*one, choices); };
        for (int i = 0; i < 7; ++i) one->step(act(), rng);
        const rl::EnvState saved = one->state();
        two->restore(saved);
        nn::Rng same = rng;
        for (int i = 0; i < 20; ++i) {
            const auto action = act();
            const rl::Step a = one->step(action, rng), b = two->step(action, same);
            BOOST_TEST((a.reward == b.reward && a.terminated == b.terminated && a.truncated == b.truncated));
            BOOST_TEST((one->state() == two->state()));
            BOOST_TEST(rng.position() == same.position());
        }
        one->restore(saved);
        BOOST_TEST((one->state() == saved));
    }
}

BOOST_AUTO_TEST_CASE(actions_and_states_that_do_not_belong_are_refused) {
    const auto env = rl::make_env("CartPole-v1");
    const auto step = [&](std::vector<double> action) { take_step(*env, action); };
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

// What others record of a state begins an episode, or takes the place of the state in the middle of one.
BOOST_AUTO_TEST_CASE(a_recorded_state_is_taken_up) {
    rl::CartPole env;
    const std::vector<double> out{2.5, 0, 0, 0}, middle{0, 0, 0.1, 0};
    const double action = 1;
    const auto step = [&] { return take_step(env, std::span(&action, 1)); };
    BOOST_CHECK_THROW(env.set_state(middle), std::logic_error);  // before an episode has begun
    BOOST_CHECK_THROW(env.begin_at(std::vector<double>(5)), std::invalid_argument);
    env.begin_at(out);
    BOOST_TEST(std::vector<double>(env.recordable().begin(), env.recordable().end()) == out);
    BOOST_TEST(env.observation()[0] == 2.5);
    BOOST_TEST(step().reward == 1);
    BOOST_TEST(step().reward == 0);  // it has terminated before
    env.set_state(out);
    BOOST_TEST(env.state().steps == 2);
    BOOST_TEST(step().reward == 0);  // that is still so
    env.set_state(middle);
    BOOST_TEST(env.observation()[2] == double{0.1f});
    env.begin_at(out);
    BOOST_TEST(env.state().steps == 0);
    BOOST_TEST(step().reward == 1);  // a new episode
    BOOST_CHECK_THROW(env.begin_at(std::vector<double>{0, std::nan(""), 0, 0}), std::runtime_error);
}

// A settler of its own: what it remembers depends on whether an episode begins.
BOOST_AUTO_TEST_CASE(an_environment_can_settle_in_a_recorded_state) {
    struct Settling : rl::Env {
        Settling()
            : Env({.id = "S-v0", .observation = unbounded(1), .action = rl::Discrete{1}, .max_episode_steps = 9}, 1,
                  1) {}
        void begin(std::span<double> physics, nn::Rng&) const override { physics[0] = physics[1] = 0; }
        Outcome advance(std::span<double> physics, std::span<const double>, nn::Rng&) const override {
            physics[1] += 1;
            return {0, false};
        }
        void observe(std::span<const double> physics, std::span<double> observation) const override {
            observation[0] = physics[0] + physics[1];
        }
        void settle(std::span<double> physics, bool begins) const override {
            if (begins) physics[1] = physics[1] + 10 * physics[0];
        }
    } env;
    env.begin_at(std::vector<double>{2});
    BOOST_TEST(env.observation()[0] == 22);
    const double action = 0;
    take_step(env, std::span(&action, 1));
    env.set_state(std::vector<double>{3});
    BOOST_TEST(env.observation()[0] == 24);  // 3 and the memory, 21
    env.begin_at(std::vector<double>{1});
    BOOST_TEST(env.observation()[0] == 11);  // the memory was zero again
}

namespace {

// Of an observation of some shape; one that counts, so that its state is whole and not negative.
struct Shaped : rl::Env {
    static rl::Box box(int size, std::vector<int> shape) {
        rl::Box result = unbounded(size);
        result.shape = std::move(shape);
        return result;
    }
    Shaped(rl::Box observation, rl::Space action)
        : Env({.id = "Shaped-v0",
               .observation = std::move(observation),
               .action = std::move(action),
               .max_episode_steps = 9},
              1, 1) {}
    void begin(std::span<double> physics, nn::Rng&) const override { physics[0] = physics[1] = 0; }
    Outcome advance(std::span<double> physics, std::span<const double>, nn::Rng&) const override {
        physics[0] += 1, physics[1] = 5;
        return {0, false};
    }
    void observe(std::span<const double> physics, std::span<double> observation) const override {
        observation[0] = physics[0];
    }
    bool possible(std::span<const double> physics) const override {
        return physics[0] >= 0 && physics[0] == std::floor(physics[0]) && physics[1] <= 5;
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_shape_has_as_many_places_as_its_box_has_components) {
    const Shaped flat(unbounded(24), rl::Discrete{2}), shaped(Shaped::box(24, {2, 3, 4}), Shaped::box(2, {2}));
    BOOST_TEST(flat.spec().observation.shape.empty());
    BOOST_TEST(shaped.spec().observation.shape == (std::vector<int>{2, 3, 4}));
    BOOST_TEST(shaped.spec().observation.size() == 24);
    for (const std::vector<int>& shape : {std::vector<int>{2, 3, 5}, {25}, {24, 0}, {-4, -6}, {1 << 30, 1 << 30, 24}}) {
        BOOST_CHECK_THROW(Shaped(Shaped::box(24, shape), rl::Discrete{2}), std::invalid_argument);
        BOOST_CHECK_THROW(Shaped(unbounded(24), Shaped::box(24, shape)), std::invalid_argument);
    }
}

BOOST_AUTO_TEST_CASE(a_state_that_the_environment_calls_impossible_is_refused_and_nothing_changes) {
    Shaped env(unbounded(1), rl::Discrete{2});
    env.begin_at(std::vector<double>{3});
    take_step(env, std::vector<double>{0});
    const rl::EnvState good = env.state();
    for (const double bad : {-1.0, 0.5}) {
        rl::EnvState state = good;
        state.physics[0] = bad;
        BOOST_CHECK_THROW(env.restore(state), std::invalid_argument);
        BOOST_CHECK_THROW(env.begin_at(std::vector<double>{bad}), std::invalid_argument);
        BOOST_CHECK_THROW(env.set_state(std::vector<double>{bad}), std::invalid_argument);
        BOOST_TEST((env.state() == good));
    }
    rl::EnvState state = good;
    state.physics[1] = 6;
    BOOST_CHECK_THROW(env.restore(state), std::invalid_argument);
    env.set_state(std::vector<double>{4});
    BOOST_TEST((env.observation()[0] == 4 && env.state().steps == 1));
}

BOOST_AUTO_TEST_CASE(every_component_of_a_choice_is_one_of_those_that_there_are) {
    Shaped multi(unbounded(1), rl::MultiDiscrete{{3, 2}}), switches(unbounded(1), rl::MultiBinary{2});
    multi.begin_at(std::vector<double>{0}), switches.begin_at(std::vector<double>{0});
    for (const std::vector<double>& good : {std::vector<double>{0, 0}, {2, 1}})
        BOOST_CHECK_NO_THROW(take_step(multi, good));
    for (const std::vector<double>& good : {std::vector<double>{0, 0}, {1, 1}})
        BOOST_CHECK_NO_THROW(take_step(switches, good));
    for (const std::vector<double>& bad : {std::vector<double>{3, 0}, {0, 2}, {-1, 0}, {0, 0.5}, {0}, {0, 0, 0}})
        BOOST_CHECK_THROW(take_step(multi, bad), std::invalid_argument);
    BOOST_CHECK_THROW(take_step(switches, std::vector<double>{0, 2}), std::invalid_argument);
    BOOST_CHECK_EXCEPTION(take_step(multi, std::vector<double>{0, 2}), std::invalid_argument, [](const auto& e) {
        return std::string(e.what()).find("component 1 of the action, 2, is not one of 0 to 1") != std::string::npos;
    });
    for (const rl::Space& none : {rl::Space(rl::Discrete{0}), rl::Space(rl::MultiDiscrete{{}}), rl::Space(rl::Box{}),
                                  rl::Space(rl::MultiDiscrete{{2, 0}}), rl::Space(rl::MultiBinary{0})})
        if (!std::holds_alternative<rl::Box>(none))
            BOOST_CHECK_THROW(Shaped(unbounded(1), none), std::invalid_argument);
        else
            BOOST_CHECK_NO_THROW(Shaped(unbounded(1), none));
}

BOOST_AUTO_TEST_CASE(what_the_mask_does_not_allow_is_refused) {
    Corridor one(rl::Discrete{3}), multi(rl::MultiDiscrete{{3, 2}}), switches(rl::MultiBinary{2});
    BOOST_TEST(
        (rl::mask_size(one.spec()) == 3 && rl::mask_size(multi.spec()) == 5 && rl::mask_size(switches.spec()) == 4));
    BOOST_TEST(rl::mask_size(Corridor(rl::Discrete{3}, false).spec()) == 0);
    for (rl::Env* env : {static_cast<rl::Env*>(&one), static_cast<rl::Env*>(&multi), static_cast<rl::Env*>(&switches)})
        for (int place = 0; place <= Corridor::last; ++place)
            for (int a = 0; a < rl::choices(env->spec().action)[0]; ++a)
                for (int b = 0; b < 2; ++b) {
                    env->begin_at(std::vector<double>{double(place)});
                    std::vector<double> action{double(a), double(b)};
                    action.resize(static_cast<std::size_t>(rl::width(env->spec().action)));
                    const auto& corridor = static_cast<const Corridor&>(*env);
                    if (corridor.can(place, 0, a) && (action.size() == 1 || corridor.can(place, 1, b)))
                        BOOST_CHECK_NO_THROW(take_step(*env, action));
                    else
                        BOOST_CHECK_THROW(take_step(*env, action), std::invalid_argument);
                }
    // A mask needs a place, and something to choose.
    struct Masked : rl::Env {
        Masked(int observed, rl::Space action, std::vector<int> shape = {})
            : Env({.id = "Masked",
                   .observation = Shaped::box(observed, std::move(shape)),
                   .action = action,
                   .max_episode_steps = 9,
                   .masked = true},
                  1) {}
        void begin(std::span<double>, nn::Rng&) const override {}
        Outcome advance(std::span<double>, std::span<const double>, nn::Rng&) const override { return {}; }
        void observe(std::span<const double>, std::span<double>) const override {}
    };
    BOOST_CHECK_NO_THROW(Masked(5, rl::MultiDiscrete{{3, 2}}));
    BOOST_CHECK_THROW(Masked(4, rl::MultiDiscrete{{3, 2}}), std::invalid_argument);
    BOOST_CHECK_THROW(Masked(5, unbounded(1)), std::invalid_argument);
    // A shape is of what stands before it.
    BOOST_CHECK_NO_THROW(Masked(15, rl::Discrete{3}, {1, 3, 4}));
    BOOST_CHECK_THROW(Masked(12, rl::Discrete{3}, {1, 3, 4}), std::invalid_argument);
    BOOST_CHECK_THROW(Masked(6, rl::Discrete{3}, {6}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(actions_of_a_box_need_only_be_finite) {
    for (const std::string id : {"Pendulum-v1", "MountainCarContinuous-v0"}) {
        const auto env = rl::make_env(id);
        nn::Rng rng(0, "environment");
        env->reset(rng);
        const auto step = [&](std::vector<double> action) { take_step(*env, action); };
        BOOST_CHECK_NO_THROW(step({-100}));
        BOOST_CHECK_THROW(step({std::numeric_limits<double>::infinity()}), std::invalid_argument);
        BOOST_CHECK_THROW(step({std::numeric_limits<double>::quiet_NaN()}), std::invalid_argument);
    }
}

// Nothing that is not a number goes on unnoticed.
BOOST_AUTO_TEST_CASE(a_reward_or_observation_that_is_not_finite_is_refused) {
    for (const bool in_reward : {true, false})
        for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
            FaultyEnv env({.reward = in_reward ? bad : 0, .observation = in_reward ? 0 : bad, .after = 3});
            nn::Rng rng(1, "environment");
            env.reset(rng);
            const double action[] = {0};
            take_step(env, action), take_step(env, action);
            BOOST_CHECK_EXCEPTION(take_step(env, action), std::runtime_error, [&](const auto& e) {
                const std::string what = e.what();
                return what.find(in_reward ? "Faulty-v0: the reward is" : "Faulty-v0: observation 0 is") == 0 &&
                       what.find("after step 3 of the episode") != std::string::npos;
            });
        }
}

BOOST_AUTO_TEST_CASE(a_state_that_no_episode_comes_to_is_refused) {
    const auto env = rl::make_env("CartPole-v1");
    nn::Rng rng(1, "environment");
    env->reset(rng);
    const rl::EnvState good = env->state();
    for (const std::int64_t steps :
         {std::int64_t{-1}, std::int64_t{-7}, rl::Env::most_steps + 1, std::numeric_limits<std::int64_t>::max()}) {
        rl::EnvState state = good;
        state.steps = steps;
        BOOST_CHECK_THROW(env->restore(state), std::invalid_argument);
    }
    BOOST_TEST((env->state() == good));
}

BOOST_AUTO_TEST_SUITE_END()
