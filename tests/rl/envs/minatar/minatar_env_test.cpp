#include "rl/envs/minatar/minatar_env.hpp"

#include <cmath>

#include "rl/envs/minatar/breakout.hpp"
#include "rl/envs/minatar/space_invaders.hpp"
#include "tests/rl/envs/minatar/recorded.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(minatar_env)

namespace {

// A game that only remembers which button it got, and is over after one that is asked for.
class Buttons : public rl::MinatarEnv {
  public:
    explicit Buttons(double sticky)
        : MinatarEnv({.id = "Buttons-v0",
                      .channels = 1,
                      .buttons = {rl::Button::none, rl::Button::left, rl::Button::fire},
                      .state_size = 1,
                      .step_microseconds = 0.1},
                     sticky) {}
    double got() const { return recordable()[0]; }

  private:
    void set_up(std::span<double> game, nn::Rng&) const override { game[0] = -1; }
    Outcome play(std::span<double> game, rl::Button button) const override {
        game[0] = static_cast<double>(button);
        return {1, false};
    }
    void show(std::span<const double>, std::span<double>) const override {}
    bool is_game(std::span<const double> game) const override { return whole(game[0], -1, 5); }
};

constexpr double number[] = {0, 1, 5};  // of each action, in MinAtar

}  // namespace

BOOST_AUTO_TEST_CASE(an_action_is_the_button_that_it_stands_for) {
    Buttons env(0);
    nn::Rng rng(1, "environment");
    env.reset(rng);
    for (const int a : {0, 1, 2, 1}) {
        const double action = a;
        const std::uint64_t before = rng.position();
        env.step(std::span(&action, 1), rng);
        BOOST_TEST(env.got() == number[a]);
        BOOST_TEST(rng.position() == before + 1);  // also where nothing sticks
    }
    BOOST_TEST((env.spec().observation.shape == std::vector<int>{1, 10, 10}));
    BOOST_TEST((env.spec().observation.low == std::vector<double>(100, 0)));
    BOOST_TEST((env.spec().observation.high == std::vector<double>(100, 1)));
}

BOOST_AUTO_TEST_CASE(an_action_sticks_in_one_step_of_ten) {
    Buttons env(0.1);
    nn::Rng rng(3, "environment");
    env.reset(rng);
    const int steps = 100'000;
    int stuck = 0;
    double last = 0;
    for (int t = 0; t < steps; ++t) {
        const double action = t % 2 ? 1 : 2;
        const std::uint64_t before = rng.position();
        env.step(std::span(&action, 1), rng);
        BOOST_REQUIRE(rng.position() == before + 1);
        const double chosen = number[static_cast<int>(action)];
        if (env.got() != chosen) {
            BOOST_REQUIRE(env.got() == last);
            ++stuck;
        }
        last = env.got();
    }
    // After a step that stuck, what sticks is what the next step asks for, and nothing is to be seen of it: of those that
    // can be seen, p(1 − p/(1 + p)) = p/(1 + p) of all.
    const double expected = steps * 0.1 / 1.1, deviation = std::sqrt(expected);
    BOOST_TEST(std::abs(stuck - expected) < 4 * deviation);
}

// What is repeated is what was done, not what was chosen, and at the beginning it is nothing.
BOOST_AUTO_TEST_CASE(what_always_sticks_is_what_was_done_before) {
    Buttons env(1);
    nn::Rng rng(1, "environment");
    env.reset(rng);
    const double fire = 2;
    for (int t = 0; t < 3; ++t) {
        env.step(std::span(&fire, 1), rng);
        BOOST_TEST(env.got() == 0);
    }
    rl::EnvState state = env.state();
    state.physics[1] = 1;  // as after a step to the left
    env.restore(state);
    env.step(std::span(&fire, 1), rng);
    env.step(std::span(&fire, 1), rng);
    BOOST_TEST(env.got() == 1);
    env.reset(rng);
    env.step(std::span(&fire, 1), rng);
    BOOST_TEST(env.got() == 0);
}

// The games as they are played, with sticky actions: restored beside a stream in the same position, through the ends of games.
BOOST_AUTO_TEST_CASE(a_restored_game_goes_on_to_the_same_bits) {
    for (const char* id : {"MinAtar/Breakout-v1", "MinAtar/SpaceInvaders-v1"}) {
        const auto one = rl::make_env(id), two = rl::make_env(id);
        nn::Rng rng(5, "environment"), choices(5, "test");
        one->reset(rng);
        int ends = 0;
        for (int t = 0; t < 3000; ++t) {
            if (t % 10 == 0) two->restore(one->state());
            nn::Rng same = rng;
            const double action = choices.below(std::get<rl::Discrete>(one->spec().action).n);
            const rl::Step a = one->step(std::span(&action, 1), rng), b = two->step(std::span(&action, 1), same);
            BOOST_REQUIRE((a.reward == b.reward && a.terminated == b.terminated));
            BOOST_REQUIRE((one->state() == two->state()));
            if (!a.terminated) continue;
            ++ends;
            one->reset(rng), two->reset(same);
            BOOST_REQUIRE((one->state() == two->state()));
        }
        BOOST_TEST(ends > 10);
    }
}

BOOST_AUTO_TEST_CASE(the_games_are_sticky_unless_they_are_told_otherwise) {
    for (const bool usual : {true, false}) {
        const std::unique_ptr<rl::Env> games[] = {
            usual ? std::make_unique<rl::Breakout>() : std::make_unique<rl::Breakout>(0),
            usual ? std::make_unique<rl::SpaceInvaders>() : std::make_unique<rl::SpaceInvaders>(0)};
        for (const auto& env : games) {
            nn::Rng rng(1, "environment");
            int stuck = 0;
            for (int t = 0; t < 5000; ++t) {
                const double action = 1 + t % 2;
                if (t % 2 == 0) env->reset(rng);
                env->step(std::span(&action, 1), rng);
                stuck += env->state().physics[env->recordable().size()] != action;
            }
            const double expected = usual ? 500 : 0;
            BOOST_TEST(std::abs(stuck - expected) <= 4 * std::sqrt(expected));
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_probability_and_no_last_action_is_refused) {
    for (const double bad : {-0.1, 1.1, std::nan("")}) BOOST_CHECK_THROW(rl::Breakout{bad}, std::invalid_argument);
    rl::Breakout env;
    nn::Rng rng(1, "environment");
    env.reset(rng);
    for (const std::size_t behind : {0, 1})
        for (const double bad : {-1.0, 0.5, 3.0, std::nan("")}) {
            rl::EnvState state = env.state();
            state.physics[env.recordable().size() + behind] = bad;
            BOOST_CHECK_THROW(env.restore(state), std::invalid_argument);
        }
}

BOOST_AUTO_TEST_SUITE_END()
