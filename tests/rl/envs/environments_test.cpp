#include "rl/envs/environments.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <sstream>
#include <stdexcept>

#include "rl/envs/classic/classic.hpp"
#include "rl/envs/minatar/minatar.hpp"
#include "rl/envs/mujoco/tasks.hpp"
#include "rl/rungs/trpo.hpp"
#include "rl/runs/evaluation.hpp"
#include "rl/runs/trainer.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(environments)

namespace {

std::vector<std::string> words(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> list;
    for (std::string word; in >> word;) list.push_back(word);
    return list;
}

bool contains(const std::vector<std::string>& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

auto says(const std::string& part) {
    return [part](const std::exception& e) { return std::string(e.what()).find(part) != std::string::npos; };
}

// Of one's own: a thing that stays where it was pushed, for as many steps as is said.
class Drift : public rl::Env {
  public:
    explicit Drift(int steps = 20)
        : Env({.id = "Drift-v0", .observation = unbounded(1), .action = rl::Box{{-1}, {1}}, .max_episode_steps = steps},
              1) {}

  protected:
    void begin(std::span<double> physics, nn::Rng& rng) const override { physics[0] = rng.uniform(-1, 1); }
    Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const override {
        physics[0] += 0.1 * action[0];
        return {-physics[0] * physics[0], false};
    }
    void observe(std::span<const double> physics, std::span<double> observation) const override {
        observation[0] = physics[0];
    }
};

// Once in the program, for the table is the whole program's.
void register_own() {
    static const bool done = [] {
        rl::register_environment({.id = "Drift-v0",
                                  .make = rl::maker<Drift>(),
                                  .defaults = {{"*", "steps=512 num_envs=2 batch_steps=128 hidden=8 max_kl=0.03"},
                                               {"trpo", "max_kl=0.05"}}});
        rl::register_environment({.id = "Adrift-v0", .missing = "it needs a sea: launch one"});
        rl::register_environment(
            {.id = "Misspelt-v0", .make = rl::maker<Drift>(), .defaults = {{"ppo", "batch_stps=128"}}});
        return true;
    }();
    BOOST_REQUIRE(done);
}

std::vector<rl::Environment> built_in() {
    std::vector<rl::Environment> all = rl::classic_environments();
    for (const auto& more : {rl::mujoco_environments(), rl::minatar_environments()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(those_of_the_library_are_there_from_the_beginning_each_with_its_id_and_its_picture) {
    const std::vector<rl::Environment> own = built_in();
    BOOST_TEST(own.size() == 17u);
    for (std::size_t k = 0; k < own.size(); ++k) {
        BOOST_TEST(rl::environments()[k].id == own[k].id);
        if (!own[k].missing.empty()) continue;
        BOOST_TEST(rl::make_env(own[k].id)->spec().id == own[k].id);
        BOOST_TEST(contains(rl::env_ids(), own[k].id));
        BOOST_TEST(bool(own[k].renderer), own[k].id);
    }
}

BOOST_AUTO_TEST_CASE(what_is_misspelt_is_refused_with_the_nearest) {
    BOOST_CHECK_EXCEPTION(rl::make_env("CartPole-v9"), rl::ConfigError, says("did you mean `CartPole-v1`?"));
    BOOST_CHECK_EXCEPTION(rl::find_environment("pendulum"), rl::ConfigError, says("did you mean `Pendulum-v1`?"));
    BOOST_CHECK_EXCEPTION(rl::default_config("trpo", "Acrobat-v1"), rl::ConfigError, says("`Acrobot-v1`?"));
    for (const char* id : {"Breakout-v1", "breakout", "MinAtar/Breakout", "minatar/breakout-v1", "MinAtar/Brekout-v1"})
        BOOST_CHECK_EXCEPTION(rl::make_env(id), rl::ConfigError, says("did you mean `MinAtar/Breakout-v1`?"));
}

// An environment that only this build lacks is told apart from one that there is not.
BOOST_AUTO_TEST_CASE(what_a_build_lacks_is_named) {
    register_own();
    BOOST_TEST(!contains(rl::env_ids(), "Adrift-v0"));
    BOOST_CHECK_EXCEPTION(rl::make_env("Adrift-v0"), rl::ConfigError, says("Adrift-v0: it needs a sea: launch one"));
    for (const std::string& id : rl::mujoco_ids()) {
        if (contains(rl::env_ids(), id)) continue;
        BOOST_CHECK_EXCEPTION(rl::make_env(id), rl::ConfigError, says("libmujoco-dev"));
        BOOST_CHECK_EXCEPTION(rl::default_config("trpo", id), rl::ConfigError, says("libmujoco-dev"));
    }
}

BOOST_AUTO_TEST_CASE(ones_own_is_trained_and_evaluated_by_its_id_with_its_defaults) {
    register_own();
    BOOST_TEST(contains(rl::env_ids(), "Drift-v0"));
    const rl::TrainConfig config = rl::default_config("trpo", "Drift-v0");
    BOOST_TEST(config.steps == 512);
    BOOST_TEST(config.num_envs == 2);
    BOOST_TEST(config.hidden == std::vector<int>{8});
    BOOST_TEST(config.of<rl::TrpoSettings>().trpo.max_kl == 0.05);  // the later of the two
    BOOST_TEST(rl::default_config("npg", "Drift-v0").steps == 512);
    rl::default_config("reinforce", "Drift-v0");  // which has no max_kl

    rl::Trainer trainer(config);
    while (trainer.progress().env_steps < config.steps) trainer.iterate();
    BOOST_TEST(trainer.progress().episodes == 2 * (256 / 20));
    for (const rl::Episode& episode : rl::evaluate(config, trainer.checkpoint(), 3, 1, true))
        BOOST_TEST(episode.length == 20);
    const rl::TrainConfig read = rl::config_from_json(rl::to_json(config));
    BOOST_TEST(rl::first_difference(config, read) == "");
}

BOOST_AUTO_TEST_CASE(an_id_that_there_is_and_one_that_cannot_be_made_are_refused) {
    register_own();
    const std::size_t count = rl::environments().size();
    for (const char* id : {"CartPole-v1", "Hopper-v5", "Drift-v0"})
        BOOST_CHECK_EXCEPTION(rl::register_environment({.id = id, .make = rl::maker<Drift>()}), std::invalid_argument,
                              says(std::string("`") + id + "`"));
    BOOST_CHECK_EXCEPTION(rl::register_environment({.id = "Nothing-v0"}), std::invalid_argument, says("`Nothing-v0`"));
    for (const char* id : {"", "Two words-v0", "<b>", "\"-v0"})
        BOOST_CHECK_EXCEPTION(rl::register_environment({.id = id, .make = rl::maker<Drift>()}), std::invalid_argument,
                              says("is no id"));
    BOOST_TEST(rl::environments().size() == count);
    BOOST_TEST(rl::make_env("CartPole-v1")->spec().action.index() == 0u);  // still its own
}

BOOST_AUTO_TEST_CASE(an_id_names_one_file_whatever_is_in_it) {
    BOOST_TEST(rl::file_name_of("CartPole-v1") == "CartPole-v1");
    BOOST_TEST(rl::file_name_of("MinAtar/Breakout-v1") == "MinAtar-Breakout-v1");
    BOOST_TEST(rl::file_name_of("a/b/c.d_e") == "a-b-c.d_e");
}

BOOST_AUTO_TEST_CASE(a_place_in_the_table_stays_when_others_are_added) {
    const rl::Environment& first = rl::find_environment("CartPole-v1");
    for (int i = 0; i < 50; ++i)
        rl::register_environment({.id = "Adrift-v" + std::to_string(100 + i), .missing = "it needs a sea"});
    BOOST_TEST(&first == &rl::find_environment("CartPole-v1"));
}

BOOST_AUTO_TEST_CASE(a_maker_hands_on_what_the_constructor_takes) {
    BOOST_TEST(rl::maker<Drift>(7)()->spec().max_episode_steps == 7);
}

// A default that is misspelt would change nothing, and nobody would notice.
BOOST_AUTO_TEST_CASE(a_default_that_no_rung_has_a_setting_for_is_refused) {
    register_own();
    BOOST_CHECK_EXCEPTION(rl::default_config("ppo", "Misspelt-v0"), rl::ConfigError, says("mean `batch_steps`?"));
    BOOST_CHECK_NO_THROW(rl::default_config("trpo", "Misspelt-v0"));  // it is not about that
}

// Where rows name algorithms, each has all of what they set.
BOOST_AUTO_TEST_CASE(every_name_in_the_defaults_is_one) {
    for (const rl::Environment& environment : built_in())
        for (const rl::Default& row : environment.defaults) {
            for (const std::string& name : words(row.algorithms))
                BOOST_TEST((name == "*" || contains(rl::algorithms(), name)), name);
            for (const std::string& algorithm : rl::algorithms()) {
                if (!contains(words(row.algorithms), algorithm)) continue;
                rl::TrainConfig config(algorithm);
                for (const std::string& change : words(row.settings))
                    BOOST_TEST(!rl::value_of(config, change.substr(0, change.find('='))).empty(), change);
            }
        }
}

BOOST_AUTO_TEST_CASE(every_algorithm_can_run_in_every_environment) {
    for (const std::string& algorithm : rl::algorithms())
        for (const rl::Environment& environment : built_in())
            if (environment.missing.empty())
                BOOST_CHECK_NO_THROW(rl::check(rl::default_config(algorithm, environment.id)));
    BOOST_TEST(rl::default_config("trpo", "Acrobot-v1").of<rl::TrpoSettings>().trpo.max_kl == 0.02);
    BOOST_TEST(rl::default_config("trpo", "CartPole-v1").of<rl::TrpoSettings>().trpo.max_kl == 0.01);
    BOOST_TEST(rl::default_config("ppo", "Pendulum-v1").gamma == 0.95);
    BOOST_TEST(rl::default_config("reinforce", "Pendulum-v1").steps == 200'000);
}

// All environments of the build: what is drawn can be seen, and keeps its form.
BOOST_AUTO_TEST_CASE(every_environment_is_drawn) {
    for (const rl::Environment& environment : built_in()) {
        if (!environment.missing.empty()) continue;
        const auto env = environment.make();
        const auto renderer = environment.renderer();
        const scene::View view = renderer->view();
        BOOST_TEST((view.width > 0 && view.height > 0 && view.seconds_per_step > 0));
        nn::Rng rng(1, "environment");
        env->reset(rng);
        const scene::Picture first = renderer->picture(env->state());
        const std::vector<double> action(static_cast<std::size_t>(rl::width(env->spec().action)), 1);
        for (bool over = false; !over && env->state().steps < 20;) {
            over = take_step(*env, action).terminated;
            const scene::Picture now = renderer->picture(env->state());
            BOOST_REQUIRE(now.shapes.size() == first.shapes.size());
            for (std::size_t i = 0; i < now.shapes.size(); ++i) {
                const auto &a = first.shapes[i], &b = now.shapes[i];
                BOOST_TEST((a.outline.size() == b.outline.size() && a.radius == b.radius && a.colour == b.colour));
                for (const scene::Point& p : b.outline) {
                    BOOST_TEST(std::abs(p.x - now.camera.x) <= view.width / 2, environment.id);
                    BOOST_TEST(std::abs(p.y - now.camera.y) <= view.height / 2, environment.id);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
