#include "rl/runs/trained_policy.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <stdexcept>

#include "nn/storage/safetensors.hpp"
#include "rl/runs/evaluation.hpp"
#include "rl/runs/run_directory.hpp"
#include "tests/rl/envs/corridor.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(trained_policy)

namespace {

rl::TrainConfig run_on(const char* env) {
    rl::TrainConfig config = small_run("trpo");
    config.env = env, config.normalize_observations = true;
    return config;
}

}  // namespace

// What it says of an observation is what the rollout's policy said of it, the normalizer included.
BOOST_AUTO_TEST_CASE(it_does_what_the_run_had_learnt) {
    for (const char* env : {"CartPole-v1", "Pendulum-v1"}) {
        rl::TrainConfig config = run_on(env);
        rl::Trainer trainer(config);
        for (int i = 0; i < 3; ++i) trainer.iterate();
        const rl::TrainedPolicy policy(config, trainer.checkpoint());
        BOOST_TEST(policy.spec().id == env);
        BOOST_TEST(policy.normalizer().has_followed());

        nn::Rng rng(1, "test");
        const int size = policy.spec().observation.size();
        const ad::Tensor seen = random_tensor({50, size}, rng);
        const rl::Distribution pi = policy(seen), bare = policy.policy()(policy.theta(), policy.normalizer()(seen));
        const ad::Tensor modes = rl::mode(pi);
        BOOST_TEST(same_bits(modes, rl::mode(bare)));
        BOOST_TEST(!same_bits(rl::entropy(pi).value(), rl::entropy(policy.policy()(policy.theta(), seen)).value()) ==
                   (env == std::string("CartPole-v1")));
        for (int i = 0; i < 50; ++i) {
            const ad::Tensor row = seen.rows(i, i + 1);
            const std::vector<double> observation(row.values().begin(), row.values().end());
            BOOST_TEST(std::abs(policy.mode(observation)[0] - double{modes.at(i, 0)}) < 1e-6);
            nn::Rng a(static_cast<std::uint64_t>(i), "test"), b = a;
            const ad::Tensor drawn = rl::sample(policy(row), b);
            BOOST_TEST(policy.sample(observation, a)[0] == double{drawn[0]});
        }
        BOOST_CHECK_THROW(policy.mode(std::vector<double>(static_cast<std::size_t>(size) + 1)), std::invalid_argument);
    }
}

// What it does is allowed, whichever way it is asked; by other than the run too.
BOOST_AUTO_TEST_CASE(it_keeps_to_the_mask) {
    for (const auto& [id, action] : corridors) {
        const rl::TrainConfig config = corridor_run("trpo", id);
        rl::Trainer trainer(config);
        for (int i = 0; i < 3; ++i) trainer.iterate();
        const rl::TrainedPolicy policy(config, trainer.checkpoint());
        BOOST_TEST((policy.normalizer().has_followed() && policy.spec().masked));
        const auto env = rl::make_env(id);
        nn::Rng rng(1, "test");
        env->reset(rng);
        for (int i = 0; i < 200; ++i) {
            const std::vector<double> action =
                i % 2 ? policy.mode(env->observation()) : policy.sample(env->observation(), rng);
            env->step(action, rng);  // throws for what is masked
        }
        for (const bool deterministic : {false, true}) {
            BOOST_TEST(rl::evaluate(config, trainer.checkpoint(), 3, 1, deterministic).size() == 3u);
            BOOST_TEST(rl::play(config, trainer.checkpoint(), 1, deterministic).actions.size() == 20u);
        }
        std::vector<double> nothing(env->observation().begin(), env->observation().end());
        std::fill(nothing.begin() + 1, nothing.end(), 0.0);
        BOOST_CHECK_THROW(policy.mode(nothing), std::runtime_error);
    }
}

BOOST_AUTO_TEST_CASE(it_is_loaded_from_the_directory_of_a_run) {
    const auto path = std::filesystem::temp_directory_path() / "surefoot_trained_policy_test";
    std::filesystem::remove_all(path);
    const rl::TrainConfig config = run_on("CartPole-v1");
    rl::Trainer trainer(config);
    trainer.iterate();
    {
        rl::RunDirectory run = rl::RunDirectory::make(path, config);
        BOOST_CHECK_THROW(rl::load_policy(path), rl::ConfigError);  // no checkpoint yet
        run.save(trainer.checkpoint());
    }
    BOOST_TEST(same_bits(rl::load_policy(path).theta(), rl::TrainedPolicy(config, trainer.checkpoint()).theta()));
    std::filesystem::remove_all(path);
    BOOST_CHECK_THROW(rl::load_policy(path), rl::ConfigError);
}

BOOST_AUTO_TEST_SUITE_END()
