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

BOOST_AUTO_TEST_CASE(a_run_can_be_read_back) {
    const Directory d;
    const rl::TrainConfig config = small_run("trpo");
    rl::Trainer trainer(config);
    {
        rl::RunDirectory run = rl::RunDirectory::make(d.path, config);
        run.append(trainer.iterate());
        run.save(trainer.checkpoint());
    }
    BOOST_TEST(rl::to_json(rl::load_config(d.path)) == rl::to_json(config));
    const nn::SafeTensors checkpoint = rl::load_checkpoint(d.path);
    BOOST_TEST(checkpoint.arrays.count("policy.0.weight") == 1u);
    BOOST_TEST(checkpoint.arrays.count("value.1.bias") == 1u);
    std::istringstream csv(read(d.path / "progress.csv"));
    std::string header, row;
    BOOST_TEST((std::getline(csv, header) && std::getline(csv, row)));
    BOOST_TEST(header + "\n" == rl::csv_header());
}

BOOST_AUTO_TEST_CASE(a_directory_in_use_is_left_alone) {
    const Directory d;
    fs::create_directories(d.path);
    std::ofstream(d.path / "precious") << "data";
    BOOST_CHECK_THROW(rl::RunDirectory::make(d.path, small_run("vpg")), rl::ConfigError);
    BOOST_CHECK_THROW(rl::RunDirectory::make(d.path / "precious", small_run("vpg")), rl::ConfigError);
    BOOST_CHECK_THROW(rl::RunDirectory::make(d.path / "precious" / "below", small_run("vpg")), rl::ConfigError);
    BOOST_TEST(std::distance(fs::directory_iterator(d.path), {}) == 1);
    BOOST_TEST(read(d.path / "precious") == "data");
    BOOST_CHECK_THROW(rl::load_config(d.path), rl::ConfigError);
}

BOOST_AUTO_TEST_CASE(the_rows_are_cut_back_to_the_checkpoint_and_the_one_before_is_kept) {
    const Directory d;
    const rl::TrainConfig config = small_run("vpg");
    rl::Trainer trainer(config);
    nn::SafeTensors first;
    {
        rl::RunDirectory run = rl::RunDirectory::make(d.path, config);
        BOOST_CHECK_THROW(rl::RunDirectory::reopen(d.path, 0), std::runtime_error);  // it is being written
        BOOST_TEST(!rl::has_checkpoint(d.path));
        run.append(trainer.iterate());
        run.save(first = trainer.checkpoint());
        BOOST_TEST(!fs::exists(d.path / "checkpoint.previous.safetensors"));
        run.append(trainer.iterate());
        run.save(trainer.checkpoint());
        run.append(trainer.iterate());
    }
    std::ofstream(d.path / "progress.csv", std::ios::app) << "4,5";  // what a crash cut off
    BOOST_TEST(rl::load_progress(d.path).rows.size() == 3u);
    BOOST_TEST((nn::to_safetensors(rl::load_checkpoint(d.path, rl::Which::previous)) == nn::to_safetensors(first)));

    rl::Trainer again(config, rl::load_checkpoint(d.path));
    BOOST_TEST(again.progress().iteration == 2);
    BOOST_CHECK_THROW(rl::RunDirectory::reopen(d.path, 4), std::runtime_error);  // its rows end before
    rl::RunDirectory run = rl::RunDirectory::reopen(d.path, 2);
    BOOST_TEST(rl::load_progress(d.path).rows.size() == 2u);
    run.append(again.iterate());
    BOOST_TEST(rl::load_progress(d.path).rows.back().env_steps == trainer.progress().env_steps);
}

// Where it was cut off before it had begun, a run can begin.
BOOST_AUTO_TEST_CASE(what_was_cut_off_before_it_began_is_no_obstacle) {
    const Directory d;
    fs::create_directories(d.path);
    std::ofstream(d.path / "config.json.part") << "{";
    rl::RunDirectory::make(d.path, small_run("vpg"));
    std::ofstream(d.path / "progress.csv") << "itera";
    BOOST_TEST(rl::load_progress(d.path).rows.empty());
    rl::RunDirectory::reopen(d.path, 0);
    BOOST_TEST(read(d.path / "progress.csv") == rl::csv_header());
    fs::remove(d.path / "progress.csv");
    rl::RunDirectory::reopen(d.path, 0);
    BOOST_TEST(read(d.path / "progress.csv") == rl::csv_header());
}

BOOST_AUTO_TEST_CASE(damage_is_named) {
    const Directory d;
    const rl::TrainConfig config = small_run("vpg");
    rl::Trainer trainer(config);
    { rl::RunDirectory::make(d.path, config).save(trainer.checkpoint()); }
    const fs::path file = d.path / "checkpoint.safetensors";
    std::string bytes = read(file);
    const auto reads = [&](const std::string& contents) {
        std::ofstream(file, std::ios::binary) << contents;
        rl::load_checkpoint(d.path);
    };
    BOOST_CHECK_NO_THROW(reads(bytes));
    BOOST_CHECK_THROW(reads(bytes.substr(0, bytes.size() / 2)), std::runtime_error);
    const std::size_t name = bytes.find("\"digest\"") + 1;
    BOOST_CHECK_THROW(reads(bytes.replace(name, 6, "digits")), std::runtime_error);  // without a digest
    std::ofstream(d.path / "config.json") << "{}";
    BOOST_CHECK_THROW(rl::load_config(d.path), rl::ConfigError);
    std::ofstream(d.path / "progress.csv") << rl::csv_header() << "1,2\n";
    BOOST_CHECK_THROW(rl::load_progress(d.path), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(runs_are_found_below_a_sweep_in_the_order_of_their_numbers) {
    const Directory d;
    for (const char* name : {"seed10", "seed2"}) rl::RunDirectory::make(d.path / name, small_run("vpg"));
    fs::create_directories(d.path / "other");
    const std::vector<fs::path> sweep{d.path / "seed2", d.path / "seed10"}, one{d.path / "seed2"};
    BOOST_TEST((rl::runs_in(d.path) == sweep));
    BOOST_TEST((rl::runs_in(d.path / "seed2") == one));
    BOOST_CHECK_THROW(rl::runs_in(d.path / "other"), rl::ConfigError);
    BOOST_TEST((rl::fresh_path(d.path / "seed2") == d.path / "seed2-2"));
    BOOST_TEST((rl::fresh_path(d.path / "seed3") == d.path / "seed3"));
}

// A path of which a part can be made and the rest cannot: the part is taken back.
BOOST_AUTO_TEST_CASE(what_cannot_be_made_leaves_nothing_behind) {
    const Directory d;
    const fs::path impossible = d.path / "sub" / std::string(300, 'x');
    BOOST_CHECK_THROW(rl::RunDirectory::make(impossible, small_run("vpg")), rl::ConfigError);
    BOOST_TEST(!fs::exists(d.path));
}

BOOST_AUTO_TEST_SUITE_END()
