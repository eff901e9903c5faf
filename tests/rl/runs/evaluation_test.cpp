#include "rl/runs/evaluation.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <numeric>
#include <set>
#include <stdexcept>

#include "nn/parallel/workers.hpp"
#include "nn/storage/archive.hpp"
#include "rl/runs/trainer.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(evaluation)

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_episodes) {
    const rl::TrainConfig config = small_run("trpo");
    const nn::SafeTensors checkpoint = rl::Trainer(config).checkpoint();
    const auto a = rl::evaluate(config, checkpoint, 5, 1, false), b = rl::evaluate(config, checkpoint, 5, 1, false),
               other = rl::evaluate(config, checkpoint, 5, 2, false);
    BOOST_TEST(a.size() == 5u);
    bool differs = false;
    for (std::size_t i = 0; i < 5; ++i) {
        BOOST_TEST((a[i].total_reward == b[i].total_reward && a[i].length == b[i].length));
        differs = differs || a[i].length != other[i].length;
    }
    BOOST_TEST(differs);
}

BOOST_AUTO_TEST_CASE(an_episode_is_the_same_whoever_plays_it) {
    const rl::TrainConfig config = small_run("trpo");
    const nn::SafeTensors checkpoint = rl::Trainer(config).checkpoint();
    const auto alone = rl::evaluate(config, checkpoint, 20, 1, false);
    const auto played = rl::play(config, checkpoint, 20, 1, false);
    nn::set_threads(3);
    const auto together = rl::evaluate(config, checkpoint, 20, 1, false);
    nn::set_threads(1);
    std::set<std::int64_t> lengths;
    for (std::size_t i = 0; i < 20; ++i) {
        BOOST_TEST((alone[i].total_reward == together[i].total_reward && alone[i].length == together[i].length));
        BOOST_TEST(alone[i].length == static_cast<std::int64_t>(played[i].rewards.size()));
        lengths.insert(alone[i].length);
    }
    BOOST_TEST(lengths.size() > 5u);  // each has luck of its own
}

// Not only as long and as good: its states are those that an environment goes through, from its beginning to its end.
BOOST_AUTO_TEST_CASE(the_episode_that_is_played_is_the_first_that_is_evaluated) {
    const rl::TrainConfig config = small_run("trpo");
    const nn::SafeTensors checkpoint = rl::Trainer(config).checkpoint();
    for (const bool deterministic : {false, true}) {
        const rl::Episode episode = rl::evaluate(config, checkpoint, 1, 7, deterministic)[0];
        const rl::Playthrough played = rl::play(config, checkpoint, 7, deterministic);
        BOOST_TEST(played.rewards.size() == static_cast<std::size_t>(episode.length));
        BOOST_TEST(std::accumulate(played.rewards.begin(), played.rewards.end(), 0.0) == episode.total_reward);
        BOOST_TEST(played.terminated);
        BOOST_REQUIRE(played.states.size() == played.rewards.size() + 1);
        BOOST_REQUIRE(played.actions.size() == played.rewards.size());
        for (std::size_t i = 0; i < played.states.size(); ++i)
            BOOST_TEST(played.states[i].steps == static_cast<int>(i));
        const auto env = rl::make_env(config.env);
        for (std::size_t i = 0; i < played.actions.size(); ++i) {
            env->restore(played.states[i]);
            take_step(*env, played.actions[i]);
            BOOST_TEST((env->state() == played.states[i + 1]));
        }
    }
}

// Of the policy that the checkpoint holds, behind its normalizer.
BOOST_AUTO_TEST_CASE(the_deterministic_policy_takes_the_mode_and_the_other_does_not_always) {
    for (const char* id : {"CartPole-v1", "Pendulum-v1"})
        for (const bool normalized : {false, true}) {
            rl::TrainConfig config = small_run("trpo");
            config.env = id, config.normalize_observations = normalized;
            rl::Trainer trainer(config);
            trainer.iterate();
            const nn::SafeTensors checkpoint = trainer.checkpoint();
            const rl::EnvSpec& spec = trainer.spec();
            const rl::NetworkPolicy policy(spec.observation, spec.action, {.network = {.hidden = config.hidden}});
            nn::Normalizer seen(spec.observation.size());
            ad::Tensor theta;
            auto archive = nn::Archive::restoring(checkpoint);
            archive(policy.layout(), theta);
            if (normalized) seen.archive(archive, "observations");
            int modes[2] = {0, 0}, steps[2] = {0, 0};
            for (const bool deterministic : {false, true}) {
                const rl::Playthrough played = rl::play(config, checkpoint, 7, deterministic);
                BOOST_TEST(played.terminated ==
                           (config.env == "CartPole-v1"));  // a pendulum has no end but the clock's
                for (std::size_t i = 0; i < played.actions.size(); ++i) {
                    const auto& o = played.states[i].observation;
                    const std::vector<ad::Real> row(o.begin(), o.end());
                    const auto pi =
                        policy(theta, seen(ad::Tensor::vector(row).reshaped({1, static_cast<int>(row.size())})));
                    modes[deterministic] += double{rl::mode(pi)[0]} == played.actions[i][0];
                    ++steps[deterministic];
                }
            }
            BOOST_TEST(modes[true] == steps[true]);
            BOOST_TEST(modes[false] < steps[false]);
        }
}

BOOST_AUTO_TEST_CASE(a_checkpoint_of_another_configuration_is_refused) {
    const rl::TrainConfig config = small_run("trpo");
    nn::SafeTensors checkpoint = rl::Trainer(config).checkpoint();
    rl::TrainConfig wider = config;
    wider.hidden = {17};
    BOOST_CHECK_THROW(rl::evaluate(wider, checkpoint, 1, 1, false), rl::ConfigError);
    checkpoint.arrays.erase("policy.0.weight");
    BOOST_CHECK_THROW(rl::evaluate(config, checkpoint, 1, 1, false), std::runtime_error);
}

// Weights that are no numbers would take action 0 at every step, and earn something.
BOOST_AUTO_TEST_CASE(weights_that_are_not_finite_do_not_play) {
    const rl::TrainConfig config = small_run("trpo");
    nn::SafeTensors checkpoint = rl::Trainer(config).checkpoint();
    const ad::Real nan = std::numeric_limits<ad::Real>::quiet_NaN();
    for (auto& [name, array] : checkpoint.arrays)
        if (name == "policy.1.bias") array = nn::StoredArray(ad::Tensor::full(array.shape(), nan));
    BOOST_CHECK_THROW(rl::evaluate(config, checkpoint, 1, 1, true), std::runtime_error);
    BOOST_CHECK_THROW(rl::play(config, checkpoint, 1, true), std::runtime_error);
    BOOST_CHECK_THROW(rl::Trainer(config, checkpoint), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
