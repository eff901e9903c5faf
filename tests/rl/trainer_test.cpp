// The training loop and its run directory.
#include "rl/trainer.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <stdexcept>

#include "rl/run_directory.hpp"

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(trainer)

namespace {

struct Directory {
    fs::path path = fs::temp_directory_path() / fmt::format("surefoot-trainer-{}", std::random_device{}());
    ~Directory() { fs::remove_all(path); }
};

rl::TrainConfig small(const std::string& algorithm, std::uint64_t seed = 3) {
    rl::TrainConfig config = rl::default_config(algorithm, "CartPole-v1");
    config.seed = seed, config.num_envs = 2, config.batch_steps = 128, config.hidden = {16};
    return config;
}

// The columns of seconds differ from run to run; all others must not.
std::string without_seconds(rl::Progress progress) {
    progress.seconds_rollout = progress.seconds_update = progress.seconds_total = 0;
    return rl::csv_row(progress);
}

std::string read(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_bits) {
    for (const std::string& algorithm : rl::algorithms()) {
        rl::Trainer one(small(algorithm)), two(small(algorithm)), other(small(algorithm, 4));
        for (int i = 0; i < 4; ++i) {
            const std::string row = without_seconds(one.iterate());
            BOOST_TEST(row == without_seconds(two.iterate()));
            BOOST_TEST(row != without_seconds(other.iterate()));
        }
        const auto a = one.checkpoint(), b = two.checkpoint();
        for (const auto& [name, tensor] : a.tensors) BOOST_TEST(same_bits(tensor, b.tensors.at(name)));
    }
}

BOOST_AUTO_TEST_CASE(an_algorithm_that_there_is_not_is_refused) {
    rl::TrainConfig config = small("trpo");
    config.algorithm = "ppo";
    BOOST_CHECK_THROW(rl::Trainer{config}, rl::ConfigError);
}

BOOST_AUTO_TEST_CASE(progress_counts_steps_and_episodes_and_the_header_fits) {
    rl::Trainer trainer(small("trpo"));
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
    rl::Trainer plain(small("reinforce"));
    const rl::Progress p = plain.iterate();
    BOOST_TEST((!p.surrogate_gain && !p.backtracks && !p.explained_variance));
    BOOST_TEST(rl::csv_row(p).find(",,") != std::string::npos);  // a cell that does not apply is empty
}

BOOST_AUTO_TEST_CASE(a_run_can_be_read_back_and_evaluated) {
    const Directory d;
    const rl::TrainConfig config = small("trpo");
    rl::Trainer trainer(config);
    {
        rl::RunDirectory run(d.path, config);
        run.append(trainer.iterate());
        run.save(trainer.checkpoint());
    }
    BOOST_TEST(rl::to_json(rl::load_config(d.path)) == rl::to_json(config));
    const nn::SafeTensors checkpoint = rl::load_checkpoint(d.path);
    BOOST_TEST(checkpoint.tensors.count("policy.0.weight") == 1u);
    BOOST_TEST(checkpoint.tensors.count("value.1.bias") == 1u);
    std::istringstream csv(read(d.path / "progress.csv"));
    std::string header, row;
    BOOST_TEST((std::getline(csv, header) && std::getline(csv, row)));
    BOOST_TEST(header + "\n" == rl::csv_header());

    const std::vector<rl::Episode> a = rl::evaluate(config, checkpoint, 5, 1, false),
                                   b = rl::evaluate(config, trainer.checkpoint(), 5, 1, false);
    BOOST_TEST(a.size() == 5u);
    for (std::size_t i = 0; i < 5; ++i)
        BOOST_TEST((a[i].total_reward == b[i].total_reward && a[i].length == b[i].length));

    rl::TrainConfig wider = config;
    wider.hidden = {17};
    BOOST_CHECK_THROW(rl::evaluate(wider, checkpoint, 1, 1, false), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_directory_in_use_is_left_alone) {
    const Directory d;
    fs::create_directories(d.path);
    std::ofstream(d.path / "precious") << "data";
    BOOST_CHECK_THROW(rl::RunDirectory(d.path, small("vpg")), rl::ConfigError);
    BOOST_CHECK_THROW(rl::RunDirectory(d.path / "precious", small("vpg")), rl::ConfigError);
    BOOST_CHECK_THROW(rl::RunDirectory(d.path / "precious" / "below", small("vpg")), rl::ConfigError);
    BOOST_TEST(std::distance(fs::directory_iterator(d.path), {}) == 1);
    BOOST_TEST(read(d.path / "precious") == "data");
    BOOST_CHECK_THROW(rl::load_config(d.path), rl::ConfigError);
}

BOOST_AUTO_TEST_SUITE_END()
