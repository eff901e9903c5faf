#include "rl/runs/trainer.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <limits>
#include <numeric>

#include "autodiff/check_finite.hpp"
#include "nn/parallel/workers.hpp"
#include "nn/storage/archive.hpp"
#include "nn/storage/safetensors.hpp"
#include "rl/rungs/npg.hpp"
#include "rl/rungs/ppo.hpp"
#include "rl/rungs/reinforce.hpp"
#include "rl/rungs/trpo.hpp"
#include "rl/rungs/vpg.hpp"
#include "tests/rl/envs/corridor.hpp"
#include "tests/rl/fixtures.hpp"
#include "tests/rl/runs/variants.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(trainer)

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_bits) {
    const auto configs = variants(), others = variants(4);
    for (std::size_t k = 0; k < configs.size(); ++k) {
        rl::Trainer one(configs[k]), two(configs[k]), other(others[k]);
        for (int i = 0; i < 4; ++i) {
            const std::string row = without_seconds(one.iterate());
            BOOST_TEST(row == without_seconds(two.iterate()));
            BOOST_TEST(row != without_seconds(other.iterate()));
        }
        BOOST_TEST((nn::to_safetensors(one.checkpoint()) == nn::to_safetensors(two.checkpoint())));
    }
}

// What is masked throws when it is done; so it never is. And what earns something is learnt.
BOOST_AUTO_TEST_CASE(choices_and_masks_are_trained_by_every_algorithm) {
    for (const std::string& algorithm : rl::algorithms())
        for (const auto& [id, action] : corridors) {
            rl::TrainConfig config = corridor_run(algorithm, id);
            config.batch_steps = 512;
            rl::Trainer trainer(config);
            const double before = *trainer.iterate().return_mean;
            for (int i = 0; i < 9; ++i) trainer.iterate();
            const double after = *trainer.progress().return_mean;
            BOOST_TEST_MESSAGE(algorithm << " on " << id << ": from " << before << " to " << after);
            BOOST_TEST((algorithm != "trpo" || after > 1.5 * before));
        }
}

// Of a run that goes on from numbers that are too large, the first op that something not finite comes of is named; which one it is
// depends on the order of sums.
BOOST_AUTO_TEST_CASE(the_check_for_what_is_not_finite_reaches_a_run) {
    const rl::TrainConfig config = small_run("trpo");
    nn::SafeTensors checkpoint = rl::Trainer(config).checkpoint();
    const ad::Shape shape = checkpoint.arrays.at("value.0.weight").shape();
    const ad::Tensor huge = ad::Tensor::full(shape, std::numeric_limits<ad::Real>::max());
    checkpoint.arrays.insert_or_assign("value.0.weight", huge);
    BOOST_CHECK_NO_THROW(rl::Trainer(config, checkpoint).iterate());
    ad::set_check_finite(true);
    BOOST_CHECK_EXCEPTION(rl::Trainer(config, checkpoint).iterate(), ad::NonFiniteError, [](const auto& e) {
        return std::string(e.what()).find("the first value that is not finite") != std::string::npos;
    });
    ad::set_check_finite(false);
}

BOOST_AUTO_TEST_CASE(any_number_of_threads_gives_the_same_bits) {
    for (rl::TrainConfig config : variants()) {
        config.batch_steps = 1024;  // several shards
        std::string rows;
        for (const int threads : {1, 2, 3, 8}) {
            nn::set_threads(threads);
            rl::Trainer trainer(config);
            std::string now;
            for (int i = 0; i < 3; ++i) now += without_seconds(trainer.iterate());
            if (rows.empty()) rows = now;
            BOOST_TEST(now == rows);
        }
        nn::set_threads(1);
    }
}

BOOST_AUTO_TEST_CASE(the_radius_can_fall_over_the_run) {
    for (const char* algorithm : {"npg", "trpo"}) {
        rl::TrainConfig config = small_run(algorithm);
        config.steps = 8 * config.batch_steps;
        rl::set(config, "max_kl", "0.02");
        rl::set(config, "anneal_max_kl", "true");
        rl::Trainer trainer(config);
        for (int i = 0; i < 8; ++i) {
            const double kl = *trainer.iterate().kl, radius = 0.02 * (8 - i) / 8;
            BOOST_TEST((kl > 0.5 * radius && kl < 1.25 * radius), algorithm << ": " << kl << " of " << radius);
        }
    }
}

// After the first time, when it goes all the way.
BOOST_AUTO_TEST_CASE(the_normalizer_moves_the_policy_no_further_than_it_may) {
    rl::TrainConfig config = small_run("trpo");
    rl::set(config, "normalize_observations", "true");
    rl::set(config, "normalizer_max_kl", "1e-5");
    rl::TrainConfig free = config;
    rl::set(free, "normalizer_max_kl", "100");
    rl::Trainer bound(config), unbound(free);
    BOOST_TEST(*bound.iterate().normalizer_kl == *unbound.iterate().normalizer_kl);
    double most = 0;
    for (int i = 0; i < 6; ++i) {
        const double kl = *bound.iterate().normalizer_kl;
        BOOST_TEST((kl > 1e-6 && kl <= 1e-5), kl);
        most = std::max(most, *unbound.iterate().normalizer_kl);
    }
    BOOST_TEST(most > 1e-4);

    rl::set(config, "normalizer_max_kl", "0");  // as the first batch made it, for good
    rl::Trainer frozen(config);
    frozen.iterate();
    for (int i = 0; i < 3; ++i) BOOST_TEST(*frozen.iterate().normalizer_kl == 0);
}

// In five steps no pole falls, so the sums are known: of rewards of 1 discounted by ½. The critic then learns rewards of
// 1 / deviation.
BOOST_AUTO_TEST_CASE(rewards_are_scaled_by_the_deviation_of_discounted_returns) {
    rl::TrainConfig config = small_run("vpg");
    config.batch_steps = 10, config.gamma = 0.5, config.hidden = {};
    rl::ActorCriticSettings& critic = config.of<rl::VpgSettings>().actor_critic;
    critic.normalize_returns = true, critic.value.method = "trust_region", critic.value.max_change = 0.5;
    rl::Trainer trainer(config);
    const auto of = [&](const char* name) { return trainer.checkpoint().arrays.at(name).doubles()[0]; };
    trainer.iterate();
    double mean = 0, variance = 0;
    const double sums[] = {1, 1.5, 1.75, 1.875, 1.9375};
    for (const double sum : sums) mean += sum / 5;
    for (const double sum : sums) variance += (sum - mean) * (sum - mean) / 5;
    BOOST_TEST(of("returns.mean") == mean, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(of("returns.squares") == 10 * variance, boost::test_tools::tolerance(1e-6));
    for (int i = 0; i < 3; ++i) trainer.iterate();
    const double bias = trainer.checkpoint().arrays.at("value.0.bias").tensor()[0];
    BOOST_TEST(bias == 2 / std::sqrt(variance), boost::test_tools::tolerance(0.1));
}

// One environment and batches too short for two falls: the mean return of an iteration is that of the episode that ended in it.
BOOST_AUTO_TEST_CASE(the_mean_of_100_is_of_the_last_100_episodes) {
    rl::TrainConfig config = small_run("vpg");
    config.num_envs = 1, config.batch_steps = 8, config.hidden = {4};
    rl::set(config, "value_epochs", "0");
    rl::Trainer trainer(config);
    std::vector<double> returns;
    while (returns.size() < 130) {
        const rl::Progress& p = trainer.iterate();
        if (p.return_mean) returns.push_back(*p.return_mean);
        BOOST_REQUIRE(p.episodes == static_cast<long>(returns.size()));
        BOOST_REQUIRE(p.return_mean_100.has_value() == (returns.size() >= 100));
        if (!p.return_mean_100) continue;
        const double mean = std::accumulate(returns.end() - 100, returns.end(), 0.0) / 100;
        BOOST_TEST(*p.return_mean_100 == mean, boost::test_tools::tolerance(1e-12));
    }
}

// What anybody could compose of the parts, to the same bits: collect, judge, step, learn, and let the normalizer follow.
BOOST_AUTO_TEST_CASE(an_iteration_is_made_of_its_parts) {
    std::vector<std::string> all = rl::algorithms();
    all.push_back("vine");
    for (const std::string& name : all) {
        const bool vine = name == "vine";
        const std::string algorithm = vine ? "trpo" : name;
        rl::TrainConfig c = small_run(algorithm);
        const auto set = [&c](const char* key, const char* value) {
            if (!rl::value_of(c, key).empty()) rl::set(c, key, value);
        };
        c.env = "Pendulum-v1", c.batch_steps = 400, c.gamma = 0.9, c.initial_log_std = -1.5;
        c.normalize_observations = true, c.normalizer_max_kl = 100;
        set("baseline", "learned"), set("lambda", "0.8"), set("value_learning_rate", "0.004");
        set("learning_rate", algorithm == "reinforce" ? "0.03" : algorithm == "vpg" ? "0.02" : "0.01");
        set("max_kl", algorithm == "npg" ? "0.03" : "0.1");
        if (vine) set("estimator", "vine"), set("vine_states", "20"), set("vine_actions", "3"), set("vine_length", "7");
        rl::Trainer trainer(c);

        const rl::EnvSpec& spec = trainer.spec();
        rl::VectorEnv envs(c.env, c.num_envs, c.seed);
        nn::Normalizer seen(spec.observation.size());
        const rl::NetworkPolicy policy(spec.observation, spec.action,
                                       {.network = {.hidden = c.hidden}, .initial_log_std = -1.5});
        nn::Rng init(c.seed, "policy"), minibatches(c.seed, "minibatches");
        ad::Tensor theta = policy.layout().initial(init);
        const auto fit = [&c] {
            if (c.algorithm == "reinforce") return c.of<rl::ReinforceSettings>().value;
            if (c.algorithm == "vpg") return c.of<rl::VpgSettings>().actor_critic.value;
            if (c.algorithm == "npg") return c.of<rl::NpgSettings>().actor_critic.value;
            if (c.algorithm == "trpo") return c.of<rl::TrpoSettings>().actor_critic.value;
            return c.of<rl::PpoSettings>().actor_critic.value;
        };
        const rl::CriticConfig of_critic{.gamma = 0.9, .lambda = 0.8, .network = {.hidden = c.hidden}, .fit = fit()};
        rl::Critic critic(spec.observation, of_critic, c.seed);
        rl::Baseline baseline("learned", spec.observation, of_critic, c.seed);
        nn::Adam adam({.learning_rate = algorithm == "reinforce" ? 0.03 : algorithm == "vpg" ? 0.02 : 0.01});
        for (int i = 0; i < 3; ++i) {
            const rl::Rollout rollout = rl::collect(
                envs, policy, theta,
                {.steps = 400, .whole_episodes = algorithm == "reinforce", .snapshot_every = vine ? 1 : 0}, seen);
            rl::Progress p = trainer.iterate(), expected = p;
            if (algorithm == "reinforce") {
                const auto stats = rl::reinforce(policy, theta, rollout, baseline, adam, 0.9);
                expected.kl = stats.kl, expected.entropy = stats.entropy;
            } else if (algorithm == "vpg") {
                const auto stats = rl::vpg(policy, theta, rollout, critic, adam);
                expected.kl = stats.step.kl, expected.entropy = stats.step.entropy;
                expected.explained_variance = stats.explained_variance;
            } else {
                const auto [batch, targets, explained_variance] = critic.judge(rollout);
                expected.explained_variance = explained_variance;
                if (algorithm == "npg") {
                    const rl::NpgStats s = rl::npg(policy, theta, batch, c.of<rl::NpgSettings>().npg);
                    expected.kl = s.kl, expected.entropy = s.entropy, expected.cg_residual = s.cg_residual;
                } else if (algorithm == "trpo") {
                    const auto make = [] { return rl::make_env("Pendulum-v1"); };
                    const rl::Batch grown =
                        vine ? rl::grow_vine(make, policy, theta, rollout, critic, c.of<rl::TrpoSettings>().vine, 0.9,
                                             c.seed, static_cast<std::uint64_t>(i) + 1)
                                   .batch
                             : batch;
                    const rl::TrpoStats s = rl::trpo(policy, theta, grown, c.of<rl::TrpoSettings>().trpo);
                    expected.kl = s.kl, expected.entropy = s.entropy, expected.cg_residual = s.cg_residual;
                    expected.surrogate_gain = s.surrogate_gain, expected.backtracks = s.backtracks;
                } else {
                    const rl::PpoStats s =
                        rl::ppo(policy, theta, batch, adam, minibatches, c.of<rl::PpoSettings>().ppo);
                    expected.kl = s.kl, expected.entropy = s.entropy, expected.clipped = s.clipped;
                }
                critic.learn(rollout.observations, targets);
            }
            seen.see(rollout.raw_observations), seen.follow();
            const rl::EpisodeSummary now = rl::summarize(rollout.episodes);
            if (!rollout.episodes.empty())
                expected.return_mean = now.return_mean, expected.return_std = now.return_std,
                expected.length_mean = now.length_mean;
            BOOST_TEST(rl::csv_row(p) == rl::csv_row(expected), name);
            BOOST_TEST((p.return_mean.has_value() == !rollout.episodes.empty()));
        }
        ad::Tensor trained;
        const nn::SafeTensors checkpoint = trainer.checkpoint();
        auto archive = nn::Archive::restoring(checkpoint);
        archive(policy.layout(), trained);
        BOOST_TEST(same_bits(trained, theta), name);
    }
}

// Its rewards are 1, so at γ = 0 all returns are, and so is the baseline.
BOOST_AUTO_TEST_CASE(reinforce_takes_whole_episodes_and_discounts_their_rewards) {
    rl::TrainConfig config = small_run("reinforce");
    config.gamma = 0;
    rl::set(config, "baseline", "constant");
    rl::Trainer trainer(config);
    const rl::Progress p = trainer.iterate();
    BOOST_TEST(p.env_steps >= 128);
    BOOST_TEST(std::abs(*p.length_mean * static_cast<double>(p.episodes) - static_cast<double>(p.env_steps)) < 1e-6);
    BOOST_TEST(*p.return_mean == *p.length_mean);
    BOOST_TEST(trainer.checkpoint().arrays.at("baseline.constant").doubles()[0] == 1);
}

BOOST_AUTO_TEST_CASE(steps_on_branches_count) {
    rl::TrainConfig config = small_run("trpo");
    rl::TrpoSettings& settings = config.of<rl::TrpoSettings>();
    settings.estimator = "vine", settings.vine = {.states = 5, .length = 1};
    rl::Trainer trainer(config);
    BOOST_TEST(trainer.iterate().env_steps == 128 + 5 * 2);
    BOOST_TEST(trainer.iterate().env_steps == 2 * (128 + 5 * 2));
}

BOOST_AUTO_TEST_CASE(what_is_out_of_range_is_refused_whoever_filled_it_in) {
    const auto refused = [](const char* algorithm, auto change) {
        rl::TrainConfig config = small_run(algorithm);
        change(config);
        BOOST_CHECK_THROW(rl::Trainer{config}, rl::ConfigError);
    };
    refused("ppo", [](rl::TrainConfig& c) { c.of<rl::PpoSettings>().ppo.minibatches.size = 0; });
    refused("trpo", [](rl::TrainConfig& c) { c.of<rl::TrpoSettings>().vine.states = 0; });
    refused("trpo", [](rl::TrainConfig& c) { c.of<rl::TrpoSettings>().estimator = "vines"; });
    refused("reinforce", [](rl::TrainConfig& c) { c.of<rl::ReinforceSettings>().reinforce.baseline = "mean"; });
    refused("vpg", [](rl::TrainConfig& c) { c.of<rl::VpgSettings>().vpg.optimizer = "lbfgs"; });
    refused("vpg", [](rl::TrainConfig& c) { c.num_envs = 0; });
}

BOOST_AUTO_TEST_CASE(an_algorithm_that_there_is_not_is_refused) {
    rl::TrainConfig config = small_run("trpo");
    for (const char* other : {"ppo2", "ppo"}) {  // whose settings these are not
        config.algorithm = other;
        BOOST_CHECK_THROW(rl::Trainer{config}, rl::ConfigError);
    }
    BOOST_CHECK_THROW(rl::TrainConfig("ppo2"), rl::ConfigError);
}

BOOST_AUTO_TEST_CASE(progress_counts_steps_and_episodes_and_the_header_fits) {
    rl::Trainer trainer(small_run("trpo"));
    long episodes = 0;
    for (int i = 1; i <= 6; ++i) {
        const rl::Progress p = trainer.iterate();
        BOOST_TEST((p.iteration == i && p.env_steps == 128 * i && p.episodes >= episodes));
        episodes = p.episodes;
        BOOST_TEST((p.kl && *p.kl <= 0.01));
        BOOST_TEST(p.explained_variance.has_value());
        const std::string header = rl::csv_header(), row = rl::csv_row(p);
        BOOST_TEST(std::count(header.begin(), header.end(), ',') == std::count(row.begin(), row.end(), ','));
    }
    rl::Trainer plain(small_run("reinforce"));
    const rl::Progress p = plain.iterate();
    BOOST_TEST((!p.surrogate_gain && !p.backtracks && !p.explained_variance));
    BOOST_TEST(rl::csv_row(p).find(",,") != std::string::npos);  // a cell that does not apply is empty
}

BOOST_AUTO_TEST_SUITE_END()
