#include "rl/run_directory.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <stdexcept>

#include "fixtures.hpp"

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(run_directory)

namespace {

struct Directory {
    fs::path path = fs::temp_directory_path() / fmt::format("surefoot-trainer-{}", std::random_device{}());
    ~Directory() { fs::remove_all(path); }
};

std::string read(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_run_can_be_read_back_and_evaluated) {
    const Directory d;
    const rl::TrainConfig config = small_run("trpo");
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
    BOOST_CHECK_THROW(rl::RunDirectory(d.path, small_run("vpg")), rl::ConfigError);
    BOOST_CHECK_THROW(rl::RunDirectory(d.path / "precious", small_run("vpg")), rl::ConfigError);
    BOOST_CHECK_THROW(rl::RunDirectory(d.path / "precious" / "below", small_run("vpg")), rl::ConfigError);
    BOOST_TEST(std::distance(fs::directory_iterator(d.path), {}) == 1);
    BOOST_TEST(read(d.path / "precious") == "data");
    BOOST_CHECK_THROW(rl::load_config(d.path), rl::ConfigError);
}

// A path of which a part can be made and the rest cannot: the part is taken back.
BOOST_AUTO_TEST_CASE(what_cannot_be_made_leaves_nothing_behind) {
    const Directory d;
    const fs::path impossible = d.path / "sub" / std::string(300, 'x');
    BOOST_CHECK_THROW(rl::RunDirectory(impossible, small_run("vpg")), rl::ConfigError);
    BOOST_TEST(!fs::exists(d.path));
}

BOOST_AUTO_TEST_SUITE_END()
