#include "rl/runs/run_directory.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <stdexcept>

#include "nn/storage/safetensors.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

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
        BOOST_CHECK_THROW(rl::RunDirectory::open(d.path), std::runtime_error);  // it is being written
        BOOST_TEST(!rl::has_checkpoint(d.path));
        BOOST_CHECK_THROW(rl::load_checkpoint(d.path), rl::ConfigError);
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

    rl::RunDirectory run = rl::RunDirectory::open(d.path);
    BOOST_TEST(rl::load_progress(d.path).rows.size() == 3u);  // to take it changes nothing
    rl::Trainer again(config, rl::load_checkpoint(d.path));
    BOOST_TEST(again.progress().iteration == 2);
    const rl::RunDirectory::Kept kept = run.go_on(config, 2);
    BOOST_TEST((kept.rows.size() == 2u && kept.lost.empty()));
    BOOST_TEST(rl::load_progress(d.path).rows.size() == 2u);
    run.append(again.iterate());
    BOOST_TEST(rl::load_progress(d.path).rows.back().env_steps == trainer.progress().env_steps);
}

// Where it was cut off before it had begun, a run can begin.
BOOST_AUTO_TEST_CASE(what_was_cut_off_before_it_began_is_no_obstacle) {
    const rl::TrainConfig config = small_run("vpg");
    for (const std::string& left : {std::string(), std::string("itera"), rl::csv_header()}) {
        const Directory d;
        fs::create_directories(d.path);
        std::ofstream(d.path / "config.json.part") << "{";
        std::ofstream(d.path / "progress.csv") << left;
        rl::RunDirectory::make(d.path, config);
        BOOST_TEST(read(d.path / "progress.csv") == rl::csv_header());
    }
    const Directory d;
    fs::create_directories(d.path);
    std::ofstream(d.path / "progress.csv") << "a,b\n1,2\n";  // a table of somebody else's
    BOOST_CHECK_THROW(rl::RunDirectory::make(d.path, config), rl::ConfigError);
    BOOST_TEST(read(d.path / "progress.csv") == "a,b\n1,2\n");
    fs::remove(d.path / "progress.csv");
    rl::RunDirectory::make(d.path, config);
    std::ofstream(d.path / "progress.csv") << "itera";
    BOOST_TEST(rl::load_progress(d.path).rows.empty());
    rl::RunDirectory::open(d.path).go_on(config, 0);
    BOOST_TEST(read(d.path / "progress.csv") == rl::csv_header());
    fs::remove(d.path / "progress.csv");
    rl::RunDirectory::open(d.path).go_on(config, 0);
    BOOST_TEST(read(d.path / "progress.csv") == rl::csv_header());
}

namespace {

// A run of three iterations, with a checkpoint after each.
struct ThreeIterations : Directory {
    rl::TrainConfig config = small_run("vpg");
    ThreeIterations() {
        rl::Trainer trainer(config);
        rl::RunDirectory run = rl::RunDirectory::make(path, config);
        for (int k = 0; k < 3; ++k) {
            run.append(trainer.iterate());
            run.save(trainer.checkpoint());
        }
    }
    rl::RunDirectory::Kept go_on() const {
        rl::RunDirectory run = rl::RunDirectory::open(path);
        rl::Trainer trainer(rl::load_config(path), rl::load_checkpoint(path));
        const rl::RunDirectory::Kept kept = run.go_on(config, trainer.progress().iteration);
        run.append(trainer.iterate());
        return kept;
    }
};

}  // namespace

// The curve may be lost, in part or whole; the agent is not.
BOOST_FIXTURE_TEST_CASE(a_run_goes_on_without_its_rows, ThreeIterations) {
    const std::string whole = read(path / "progress.csv");
    const auto lines = [&whole](int count) {
        std::size_t end = 0;
        for (int k = 0; k < count; ++k) end = whole.find('\n', end) + 1;
        return whole.substr(0, end);
    };
    struct Case {
        std::string left;
        std::size_t rows;
        const char* lost;
    };
    for (const auto& [left, rows, lost] :
         {Case{whole, 3, ""}, Case{lines(2), 1, "iterations 2 to 3 are lost"}, Case{lines(1), 0, "1 to 3 are lost"},
          Case{"", 0, "1 to 3 are lost"}, Case{"episode" + whole, 0, "damaged (line 1: it is not the header"},
          Case{lines(2) + "2,x\n" + lines(3).substr(lines(2).size()), 1, "damaged (line 3: "}}) {
        std::ofstream(path / "progress.csv") << left;
        const rl::RunDirectory::Kept kept = go_on();
        BOOST_TEST(kept.rows.size() == rows);
        BOOST_TEST((*lost == 0 ? kept.lost.empty() : kept.lost.find(lost) != std::string::npos), kept.lost);
        const rl::ProgressTable table = rl::load_progress(path);
        BOOST_TEST(table.rows.size() == rows + 1);
        BOOST_TEST(table.rows.back().iteration == 4);
        const bool damaged = kept.lost.find("damaged") != std::string::npos;
        BOOST_TEST(fs::exists(path / "progress.csv.damaged") == damaged);
        if (damaged) BOOST_TEST(read(path / "progress.csv.damaged") == left);
        fs::remove(path / "progress.csv.damaged");
    }
    fs::remove(path / "progress.csv");
    BOOST_TEST(go_on().rows.empty());
}

BOOST_FIXTURE_TEST_CASE(a_lost_configuration_is_the_checkpoints, ThreeIterations) {
    const std::string before = read(path / "config.json");
    fs::remove(path / "config.json");
    BOOST_TEST((rl::runs_in(path) == std::vector{path}));
    BOOST_TEST(rl::to_json(rl::load_config(path)) == before);
    const std::string last = read(path / "checkpoint.safetensors");
    std::ofstream(path / "checkpoint.safetensors") << "damaged";
    BOOST_TEST(rl::to_json(rl::load_config(path)) == before);  // by the one before it
    std::ofstream(path / "checkpoint.safetensors") << last;
    go_on();
    BOOST_TEST(read(path / "config.json") == before);
    std::ofstream(path / "config.json") << "{}";
    BOOST_CHECK_EXCEPTION(rl::load_config(path), rl::ConfigError, [](const rl::ConfigError& e) {
        return std::string(e.what()).find("the checkpoint's configuration is taken") != std::string::npos;
    });
}

// The damaged one must not take the place of the one that a run goes on from, whenever that is cut off.
BOOST_FIXTURE_TEST_CASE(going_on_from_the_previous_checkpoint_gives_up_the_last, ThreeIterations) {
    const fs::path last = path / "checkpoint.safetensors", previous = path / "checkpoint.previous.safetensors";
    const std::string sound = read(previous);
    std::ofstream(last) << "damaged";
    BOOST_CHECK_EXCEPTION(rl::load_checkpoint(path), std::runtime_error, [](const std::runtime_error& e) {
        return std::string(e.what()).find("--previous takes the checkpoint before it") != std::string::npos;
    });
    rl::RunDirectory run = rl::RunDirectory::open(path);
    rl::Trainer trainer(config, rl::load_checkpoint(path, rl::Which::previous));
    run.go_on(config, 2, rl::Which::previous);
    BOOST_TEST((read(last) == sound && read(previous) == sound));
    run.append(trainer.iterate());
    run.save(trainer.checkpoint());
    BOOST_TEST((read(last) != sound && read(previous) == sound));
}

// Of those who begin in one directory at once, one gets it; the others touch nothing, also when that one is through already.
BOOST_AUTO_TEST_CASE(a_directory_is_one_runs) {
    const Directory d;
    const rl::TrainConfig config = small_run("vpg");
    {
        rl::RunDirectory first = rl::RunDirectory::make(d.path, config);
        fs::remove(d.path / "config.json");  // as if it had not been written yet
        BOOST_CHECK_THROW(rl::RunDirectory::make(d.path, small_run("trpo")), rl::ConfigError);
        BOOST_TEST(fs::exists(d.path / "progress.csv"));
        BOOST_TEST(!fs::exists(d.path / "config.json"));
    }
    fs::remove_all(d.path);
    rl::RunDirectory::make(d.path, config);
    BOOST_CHECK_THROW(rl::RunDirectory::make(d.path, small_run("trpo")), rl::ConfigError);
    BOOST_TEST(rl::load_config(d.path).algorithm == "vpg");
}

BOOST_AUTO_TEST_CASE(a_long_table_is_read) {
    const Directory d;
    fs::create_directories(d.path);
    std::ofstream out(d.path / "progress.csv");
    out << rl::csv_header();
    rl::Progress p;
    for (p.iteration = 1; p.iteration <= 20'000; ++p.iteration) out << rl::csv_row(p);
    out.close();
    BOOST_TEST(rl::load_progress(d.path).rows.size() == 20'000u);
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
