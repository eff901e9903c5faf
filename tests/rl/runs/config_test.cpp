#include "rl/runs/config.hpp"

#include "rl/rungs/trpo.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <limits>
#include <set>

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(config)

namespace {

std::string message(const std::function<void()>& call) {
    try {
        call();
    } catch (const rl::ConfigError& e) { return e.what(); }
    return "nothing was refused";
}

}  // namespace

BOOST_AUTO_TEST_CASE(settings_can_be_set_and_come_back_from_json) {
    for (const std::string& algorithm : rl::algorithms()) {
        rl::TrainConfig config = rl::default_config(algorithm, "CartPole-v1");
        config.seed = 18446744073709551615u;
        config.steps = 77;
        rl::set(config, "gamma", "0.5");
        rl::set(config, "hidden", "3,4,5");
        BOOST_TEST((config.gamma == 0.5 && config.hidden == std::vector<int>{3, 4, 5}));
        const std::string json = rl::to_json(config);
        rl::TrainConfig back = rl::config_from_json(json);
        BOOST_TEST(rl::to_json(back) == json);
        BOOST_TEST((back.seed == config.seed && back.gamma == 0.5 && back.hidden == config.hidden));
        rl::set(config, "hidden", "");
        BOOST_TEST(rl::config_from_json(rl::to_json(config)).hidden.empty());
    }
}

// Whatever is set comes back.
BOOST_AUTO_TEST_CASE(every_setting_survives_the_way_through_json) {
    for (const std::string& algorithm : rl::algorithms()) {
        rl::TrainConfig config = rl::default_config(algorithm, "CartPole-v1");
        for (const rl::Setting& s : rl::settings(config))
            rl::set(config, s.key, s.choices.empty() ? fmt::format("{}", s.high) : s.choices.back());
        rl::TrainConfig back = rl::config_from_json(rl::to_json(config));
        const auto expected = rl::settings(config), found = rl::settings(back);
        BOOST_REQUIRE(expected.size() == found.size());
        for (std::size_t i = 0; i < found.size(); ++i)
            BOOST_TEST(rl::text(found[i]) == rl::text(expected[i]), algorithm << ": " << found[i].key);
    }
}

BOOST_AUTO_TEST_CASE(the_first_difference_is_named) {
    const rl::TrainConfig config = rl::default_config("trpo", "CartPole-v1");
    const auto difference = [&](const auto& change) {
        rl::TrainConfig other = config;
        change(other);
        return rl::first_difference(config, other);
    };
    BOOST_TEST(difference([](rl::TrainConfig&) {}) == "");
    BOOST_TEST(difference([](rl::TrainConfig& c) { c.seed = 18446744073709551615u; }) ==
               "seed is 0, not 18446744073709551615");
    BOOST_TEST(difference([](rl::TrainConfig& c) { c.from = "runs/a"; }) == "from is nothing, not runs/a");
    BOOST_TEST(difference([](rl::TrainConfig& c) { c.hidden = {64}; }) == "hidden is 64,64, not 64");
    BOOST_TEST(difference([](rl::TrainConfig& c) { c.gamma = 0.5, c.hidden = {}; }) == "gamma is 0.99, not 0.5");
    BOOST_TEST(difference([](rl::TrainConfig& c) { c = rl::default_config("ppo", c.env); }) ==
               "algorithm is trpo, not ppo");
}

// Every setting takes the ends of its range and refuses what lies beyond.
BOOST_AUTO_TEST_CASE(every_setting_has_bounds) {
    for (const std::string& algorithm : rl::algorithms()) {
        rl::TrainConfig config = rl::default_config(algorithm, "CartPole-v1");
        for (const rl::Setting& s : rl::settings(config)) {
            rl::set(config, s.key, rl::text(s));  // the default is allowed
            for (const char* wrong : {"-1e30", "1e30", "nan", "x"})
                BOOST_TEST(message([&] {
                               rl::set(config, s.key, wrong);
                           }).find(s.choices.empty() ? s.key + ": " : "unknown " + s.key) == 0u);
            for (const std::string& word : s.choices) {
                rl::set(config, s.key, word);
                BOOST_TEST(rl::text(s) == word);
                BOOST_TEST(rl::to_json(rl::config_from_json(rl::to_json(config))) == rl::to_json(config));
            }
            BOOST_TEST(!s.help.empty());
        }
    }
}

// A run may have more steps than 32 bits count, and people write whole numbers as 1e6.
BOOST_AUTO_TEST_CASE(whole_numbers) {
    BOOST_TEST(
        (*rl::whole_number("12") == 12 && *rl::whole_number("1e6") == 1'000'000 && *rl::whole_number("2.5e3") == 2500));
    BOOST_TEST((*rl::whole_number("-3") == -3 && *rl::whole_number("9223372036854775807") == 9223372036854775807));
    for (const char* text : {"", "x", "1.5", "1e-1", "1e17", "1e999", "12 ", "1e6x", "0x10", "nan"})
        BOOST_TEST(!rl::whole_number(text), text);
    rl::TrainConfig config = rl::default_config("trpo", "CartPole-v1");
    rl::set(config, "batch_steps", "1e4");
    BOOST_TEST(config.batch_steps == 10'000);
    config.steps = rl::max_steps;
    BOOST_TEST(rl::config_from_json(rl::to_json(config)).steps == rl::max_steps);
    config.steps = rl::max_steps + 1;
    BOOST_CHECK_THROW(rl::check(config), rl::ConfigError);
}

// Where beyond lies what no longer means anything.
BOOST_AUTO_TEST_CASE(the_bounds_are_those_of_what_a_setting_means) {
    const double tiny = std::numeric_limits<double>::min();  // all above 0
    const struct {
        const char *algorithm, *key;
        double low, high;
    } bounds[] = {{"trpo", "gamma", 0, 1},          {"trpo", "lambda", 0, 1},
                  {"trpo", "max_kl", tiny, 100},    {"trpo", "cg_tolerance", 0, 1},
                  {"trpo", "fvp_every", 1, 1e6},    {"trpo", "backtrack_coeff", 0.01, 0.99},
                  {"trpo", "vine_states", 1, 1e6},  {"trpo", "vine_actions", 2, 1000},
                  {"trpo", "vine_length", 1, 1e6},  {"trpo", "value_max_change", tiny, 100},
                  {"trpo", "batch_steps", 1, 1e7},  {"trpo", "hidden", 1, 4096},
                  {"npg", "cg_damping", 0, 1e6},    {"npg", "cg_iterations", 1, 10000},
                  {"ppo", "clip", tiny, 1},         {"ppo", "epochs", 1, 1000},
                  {"ppo", "minibatch", 1, 1e7},     {"ppo", "learning_rate", tiny, 10},
                  {"vpg", "value_epochs", 0, 1000}, {"vpg", "value_learning_rate", tiny, 10}};
    for (const auto& [algorithm, key, low, high] : bounds) {
        rl::TrainConfig config = rl::default_config(algorithm, "CartPole-v1");
        const auto all = rl::settings(config);
        const auto s = std::find_if(all.begin(), all.end(), [&, k = key](const auto& one) { return one.key == k; });
        BOOST_REQUIRE(s != all.end());
        BOOST_TEST((s->low == low && s->high == high), key << ": " << s->low << " to " << s->high);
        const bool whole = !std::holds_alternative<double*>(s->value);
        for (const double inside : {low, high}) BOOST_CHECK_NO_THROW(rl::set(config, key, fmt::format("{}", inside)));
        for (const double outside : {whole ? low - 1 : low - low / 2 - (low == 0 ? tiny : 0), high + 1})
            BOOST_CHECK_THROW(rl::set(config, key, fmt::format("{}", outside)), rl::ConfigError);
    }
}

// No two settings change the same thing, and what they change reaches the critic.
BOOST_AUTO_TEST_CASE(every_setting_is_a_value_of_its_own) {
    for (const std::string& algorithm : rl::algorithms()) {
        rl::TrainConfig config = rl::default_config(algorithm, "CartPole-v1");
        std::set<const void*> places;
        const auto all = rl::settings(config);
        for (const rl::Setting& s : all)
            places.insert(std::visit([](auto* value) { return static_cast<const void*>(value); }, s.value));
        BOOST_TEST(places.size() == all.size());
    }
    rl::TrainConfig config = rl::default_config("trpo", "CartPole-v1");
    for (const char* change : {"gamma=0.5", "lambda=0.25", "hidden=7", "value_fit=trust_region", "value_epochs=3",
                               "value_minibatch=17", "value_learning_rate=0.125", "value_max_change=0.75"}) {
        const std::string text = change;
        rl::set(config, text.substr(0, text.find('=')), text.substr(text.find('=') + 1));
    }
    const rl::ActorCriticSettings& critic = config.of<rl::TrpoSettings>().actor_critic;
    BOOST_TEST((config.gamma == 0.5 && critic.lambda == 0.25 && config.hidden == std::vector<int>{7}));
    BOOST_TEST((critic.value.method == "trust_region" && critic.value.max_change == 0.75));
    BOOST_TEST((critic.value.minibatches.epochs == 3 && critic.value.minibatches.size == 17));
    BOOST_TEST(critic.value.learning_rate == 0.125);
}

BOOST_AUTO_TEST_CASE(messages_name_what_would_be_right) {
    rl::TrainConfig config = rl::default_config("trpo", "CartPole-v1");
    BOOST_TEST(message([&] { rl::default_config("trop", "CartPole-v1"); }) ==
               "unknown algorithm `trop`: did you mean `trpo`? There are reinforce, vpg, npg, trpo, ppo");
    BOOST_TEST(message([&] { rl::default_config("trpo", "Cartpole"); }).find("did you mean `CartPole-v1`?") !=
               std::string::npos);
    BOOST_TEST(message([&] { rl::set(config, "max_lk", "1"); }).find("did you mean `max_kl`?") != std::string::npos);
    BOOST_TEST(message([&] { rl::set(config, "learning_rate", "1"); }).find("unknown setting of trpo") == 0u);
    BOOST_TEST(message([&] { rl::set(config, "gamma", "1.5"); }) ==
               "gamma: 1.5 is out of range; it must be at least 0 and at most 1");
    BOOST_TEST(message([&] { rl::set(config, "max_kl", "0"); }) ==
               "max_kl: 0 is out of range; it must be above 0 and at most 100");
    BOOST_TEST(message([&] { rl::set(config, "cg_iterations", "2.5"); }) ==
               "cg_iterations: `2.5` is not a whole number");
    BOOST_TEST(message([&] { rl::set(config, "cg_iterations", "99999999999"); }).find("is out of range") !=
               std::string::npos);
    BOOST_TEST(message([&] { rl::set(config, "hidden", "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1"); }).find("at most 16") !=
               std::string::npos);
    BOOST_TEST(rl::nearest("TRPO", rl::algorithms()) == "trpo");
    BOOST_TEST(message([&] { rl::config_from_json("{}"); }).find("not a configuration") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
