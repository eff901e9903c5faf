// What a Trainer keeps of itself: a run goes on from it to the same bits, and another run begins with its agent.
#include <boost/test/unit_test.hpp>

#include "nn/storage/archive.hpp"
#include "nn/storage/safetensors.hpp"
#include "rl/runs/trainer.hpp"
#include "tests/rl/envs/corridor.hpp"
#include "tests/rl/fixtures.hpp"
#include "tests/rl/runs/variants.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(trainer_checkpoint)

namespace {

// TRPO with its defaults, but small, in every environment of this build.
std::vector<rl::TrainConfig> environments() {
    std::vector<rl::TrainConfig> list;
    for (const std::string& id : rl::env_ids()) {
        list.push_back(rl::default_config("trpo", id));
        list.back().num_envs = 2, list.back().batch_steps = 128, list.back().hidden = {16};
    }
    list.push_back(list.back());  // the last of them draws numbers within a step
    rl::set(list.back(), "estimator", "vine");
    rl::set(list.back(), "entropy_bonus", "0");
    rl::set(list.back(), "vine_length", "20");
    return list;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_run_goes_on_from_a_checkpoint_to_the_same_bits) {
    std::vector<rl::TrainConfig> configs = variants();
    for (const rl::TrainConfig& config : environments()) configs.push_back(config);
    for (const auto& [id, action] : corridors)
        for (const char* estimator : {"single_path", "vine"}) {
            configs.push_back(corridor_run("trpo", id));
            rl::set(configs.back(), "estimator", estimator);
        }
    for (const rl::TrainConfig& config : configs) {
        BOOST_TEST_INFO_SCOPE(config.algorithm << " on " << config.env);
        rl::Trainer whole(config);
        std::vector<std::string> rows, checkpoints{nn::to_safetensors(whole.checkpoint())};
        for (int i = 0; i < 3; ++i) {
            rows.push_back(without_seconds(whole.iterate()));
            checkpoints.push_back(nn::to_safetensors(whole.checkpoint()));
        }
        for (std::size_t from = 0; from < 3; ++from) {
            rl::Trainer resumed(config, nn::parse_safetensors(checkpoints[from]));
            BOOST_TEST((nn::to_safetensors(resumed.checkpoint()) == checkpoints[from]));
            for (std::size_t i = from; i < 3; ++i) {
                BOOST_TEST(without_seconds(resumed.iterate()) == rows[i]);
                BOOST_TEST((nn::to_safetensors(resumed.checkpoint()) == checkpoints[i + 1]));
            }
        }
    }
}

// A run that begins with another's agent has its policy, normaliser and value function, and all else of its own.
BOOST_AUTO_TEST_CASE(a_run_begins_with_the_agent_of_another) {
    const auto is_of_agent = [](const std::string& name) {
        const bool state = name.find("optimizer") != std::string::npos || name.find("adam") != std::string::npos ||
                           name.find("random") != std::string::npos;
        return !state && (name.starts_with("policy.") || name.starts_with("value.") ||
                          name.starts_with("observations.") || name.starts_with("returns."));
    };
    const auto with = [](const char* algorithm, std::uint64_t seed,
                         std::vector<std::pair<const char*, const char*>> sets) {
        rl::TrainConfig config = small_run(algorithm, seed);
        for (const auto& [key, value] : sets) rl::set(config, key, value);
        return config;
    };
    const auto trained = [](const rl::TrainConfig& config) {
        rl::Trainer trainer(config);
        for (int i = 0; i < 3; ++i) trainer.iterate();
        return trainer.checkpoint();
    };
    const std::pair<rl::TrainConfig, rl::TrainConfig> cases[] = {
        {with("trpo", 3, {{"normalize_observations", "true"}}), with("ppo", 4, {{"normalize_observations", "true"}})},
        {with("ppo", 3, {{"normalize_returns", "true"}}), with("vpg", 4, {{"normalize_returns", "true"}})},
        {with("trpo", 3, {}), with("reinforce", 4, {{"baseline", "learned"}})},
        {with("reinforce", 3, {{"baseline", "learned"}}), with("npg", 4, {})},
        {with("reinforce", 3, {}), with("trpo", 4, {{"max_kl", "0.001"}})},  // no value function to take
    };
    for (const auto& [old_config, config] : cases) {
        BOOST_TEST_INFO_SCOPE(old_config.algorithm << " to " << config.algorithm);
        const nn::SafeTensors old = trained(old_config);
        rl::Trainer trainer(config);
        const nn::SafeTensors fresh = trainer.checkpoint();
        trainer.start_from(old);
        for (const auto& [name, array] : trainer.checkpoint().arrays) {
            const bool taken = is_of_agent(name) && old.arrays.contains(name);
            if (name != "baseline.fitted")
                BOOST_TEST((array.bytes() == (taken ? old : fresh).arrays.at(name).bytes()), name);
        }
        BOOST_TEST(trainer.iterate().iteration == 1);
    }

    // A value function is worth nothing on another scale.
    rl::Trainer unscaled(small_run("trpo"));
    const nn::SafeTensors fresh = unscaled.checkpoint();
    unscaled.start_from(trained(with("ppo", 3, {{"normalize_returns", "true"}})));
    BOOST_TEST(
        (unscaled.checkpoint().arrays.at("value.0.weight").bytes() == fresh.arrays.at("value.0.weight").bytes()));

    // What a normaliser has learnt moves within its bound from the beginning.
    rl::Trainer normalizing(with("trpo", 5, {{"normalize_observations", "true"}, {"normalizer_max_kl", "1e-6"}}));
    normalizing.start_from(trained(cases[0].first));
    BOOST_TEST(*normalizing.iterate().normalizer_kl <= 1e-6);

    const auto refused = [&](const rl::TrainConfig& config, const std::string& says) {
        rl::Trainer trainer(config);
        BOOST_CHECK_EXCEPTION(trainer.start_from(trained(small_run("trpo"))), rl::ConfigError,
                              [&](const rl::ConfigError& e) {
                                  BOOST_TEST_MESSAGE(e.what());
                                  return std::string(e.what()).find(says) != std::string::npos;
                              });
    };
    refused(with("trpo", 3, {{"hidden", "5"}}), "policy.0.weight [4,");
    refused(with("trpo", 3, {{"hidden", "5"}}), "], not [4,5]");
    refused(with("trpo", 3, {{"normalize_observations", "true"}}), "normalize_observations false, not true");
    rl::TrainConfig pendulum = rl::default_config("trpo", "Pendulum-v1");
    refused(pendulum, "policy.0.weight [4,");
    // What fits need not mean the same: four logits are four actions, or two switches.
    rl::register_environment({.id = "Corridor-v4", .make = rl::maker<Corridor>(rl::MultiDiscrete{{3, 2}})});
    const auto begins = [&](const char* id, const char* with) {
        rl::Trainer(corridor_run("trpo", id)).start_from(rl::Trainer(corridor_run("trpo", with)).checkpoint());
    };
    BOOST_CHECK_NO_THROW(begins("Corridor-v1", "Corridor-v4"));
    rl::register_environment({.id = "Corridor-v5", .make = rl::maker<Corridor>(rl::MultiDiscrete{{2, 3}})});
    BOOST_CHECK_EXCEPTION(begins("Corridor-v1", "Corridor-v5"), rl::ConfigError, [](const rl::ConfigError& e) {
        return std::string(e.what()).find("2 × 3 actions, masked, not 3 × 2 actions, masked") != std::string::npos;
    });

    // Nor is a mask one to a run that has none.
    struct Row : rl::Env {
        Row() : Env({.id = "Row", .observation = unbounded(4), .action = rl::Discrete{3}, .max_episode_steps = 9}, 1) {}
        void begin(std::span<double>, nn::Rng&) const override {}
        Outcome advance(std::span<double>, std::span<const double>, nn::Rng&) const override { return {}; }
        void observe(std::span<const double>, std::span<double>) const override {}
    };
    rl::register_environment({.id = "Row-v0", .make = rl::maker<Row>()});
    BOOST_CHECK_EXCEPTION(begins("Row-v0", "Corridor-v0"), rl::ConfigError, [](const rl::ConfigError& e) {
        return std::string(e.what()).find("3 actions, masked, not 3 actions") != std::string::npos;
    });

    rl::Trainer trainer(small_run("trpo"));
    for (const char* key : {"version", "precision"}) {
        nn::SafeTensors other = trained(small_run("trpo"));
        other.metadata[key] = "other";
        BOOST_CHECK_THROW(trainer.start_from(other), rl::ConfigError);
    }
}

BOOST_AUTO_TEST_CASE(a_checkpoint_that_lacks_something_is_refused) {
    for (const char* algorithm : {"reinforce", "ppo", "trpo"}) {
        const rl::TrainConfig config = small_run(algorithm);
        const nn::SafeTensors whole = rl::Trainer(config).checkpoint();
        for (const auto& [name, array] : whole.arrays) {
            nn::SafeTensors less = whole;
            less.arrays.erase(name);
            BOOST_CHECK_THROW(rl::Trainer(config, less), std::runtime_error);
        }
    }
    BOOST_CHECK_THROW(rl::Trainer(small_run("vpg"), rl::Trainer(small_run("ppo")).checkpoint()), rl::ConfigError);
}

BOOST_AUTO_TEST_SUITE_END()
