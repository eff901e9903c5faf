#include "examples/surefoot/runs.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "examples/surefoot/progress_line.hpp"
#include "rl/runs/run_directory.hpp"

using namespace surefoot;

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(runs)

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

struct Scratch {
    fs::path path = fs::temp_directory_path() / fmt::format("surefoot-runs-{}", getpid());
    ~Scratch() { fs::remove_all(path); }

    // A run whose mean return of 100 episodes goes through these values, 1,000 steps and a second apart.
    std::string run(const std::string& name, rl::TrainConfig config, const std::vector<double>& returns) const {
        rl::RunDirectory directory = rl::RunDirectory::make(path / name, config);
        for (std::size_t k = 0; k < returns.size(); ++k) {
            rl::Progress row;
            row.iteration = static_cast<int>(k) + 1, row.env_steps = 1000 * row.iteration;
            row.return_mean_100 = returns[k], row.seconds_total = row.iteration;
            directory.append(row);
        }
        return (path / name).string();
    }
};

std::vector<program::Group> read_groups(const std::vector<std::string>& directories) {
    std::vector<std::string> left_out;
    const auto groups = program::read_groups(directories, left_out);
    BOOST_TEST(left_out.empty());
    return groups;
}

rl::TrainConfig config(const char* algorithm, std::uint64_t seed, double max_kl = 0.01) {
    rl::TrainConfig c = rl::default_config(algorithm, "CartPole-v1");
    c.seed = seed;
    if (!rl::value_of(c, "max_kl").empty()) rl::set(c, "max_kl", std::to_string(max_kl));
    return c;
}

}  // namespace

BOOST_AUTO_TEST_CASE(runs_that_differ_in_the_seed_alone_are_a_group) {
    const Scratch scratch;
    const std::vector<std::string> trpo{scratch.run("sweep/a", config("trpo", 0), {1}),
                                        scratch.run("sweep/b", config("trpo", 1), {2})};
    const std::string small = scratch.run("c", config("trpo", 0, 0.001), {3}),
                      ppo = scratch.run("d", config("ppo", 0), {4});

    const auto one = read_groups({(scratch.path / "sweep").string()});
    BOOST_TEST((one.size() == 1u && one[0].runs.size() == 2u && one[0].name == "trpo"));
    const auto radii = read_groups({trpo[0], small, trpo[1]});
    BOOST_TEST((radii.size() == 2u && radii[0].runs.size() == 2u));
    BOOST_TEST((radii[0].name == "max_kl=0.01" && radii[1].name == "max_kl=0.001"));
    const auto algorithms = read_groups({trpo[0], ppo});
    BOOST_TEST((algorithms[0].name == "trpo" && algorithms[1].name == "ppo"));
    BOOST_CHECK_THROW(read_groups({trpo[0], trpo[0]}), rl::ConfigError);
}

// Names stay short: where much is different, a group has the name of its directory, and no two have the same.
BOOST_AUTO_TEST_CASE(groups_have_short_names_within_their_task) {
    const Scratch scratch;
    rl::TrainConfig other = config("trpo", 0), task = rl::default_config("trpo", "Acrobot-v1");
    for (const auto& [key, value] : {std::pair("gamma", "0.9"), {"lambda", "0.5"}, {"hidden", "7,7,7"}})
        rl::set(other, key, value);
    rl::TrainConfig third = other;
    rl::set(third, "hidden", "6");
    const auto groups = read_groups({scratch.run("one/wide", config("trpo", 0), {1}), scratch.run("task", task, {1}),
                                     scratch.run("two/wide", other, {2}), scratch.run("narrow", third, {2})});
    BOOST_TEST_REQUIRE(groups.size() == 4u);
    BOOST_TEST(groups[0].name == "one/wide");
    BOOST_TEST(groups[1].name == "two/wide");
    BOOST_TEST(groups[2].name == "narrow");
    BOOST_TEST((groups[2].differences == std::vector<std::string>{"gamma=0.9", "hidden=6", "lambda=0.5"}));
    BOOST_TEST((groups[3].config().env == "Acrobot-v1" && groups[3].name == "trpo" && groups[3].differences.empty()));
    const auto tasks = program::by_task(std::span(groups));
    BOOST_TEST((tasks.size() == 2u && tasks[0].size() == 3u && tasks[1].size() == 1u));
}

// A sweep that is at work has runs that have not begun; a copy of a run is no seed of its own.
BOOST_AUTO_TEST_CASE(what_says_nothing_new_is_left_out_and_named) {
    const Scratch scratch;
    const std::string run = scratch.run("a", config("trpo", 0), {1}), copy = scratch.run("b", config("trpo", 0), {2}),
                      young = scratch.run("c", config("trpo", 1), {}), other = scratch.run("d", config("trpo", 2), {3});
    rl::Progress unfinished;
    unfinished.iteration = 1;
    const std::string endless = scratch.run("e", config("trpo", 3), {});
    rl::RunDirectory::open(endless).append(unfinished);
    std::vector<std::string> left_out;
    const auto groups = program::read_groups({run, copy, young, other, endless}, left_out);
    BOOST_TEST((groups.size() == 1u && groups[0].runs.size() == 2u && groups[0].runs[1].config.seed == 2));
    BOOST_TEST_REQUIRE(left_out.size() == 3u);
    BOOST_TEST(left_out[0] == copy + ": left out, for it is seed 0 once more, as " + run + " is");
    BOOST_TEST(left_out[1] == young + ": left out, for it has not finished an episode yet");
    BOOST_CHECK_THROW(program::read_groups({young}, left_out), rl::ConfigError);
}

BOOST_AUTO_TEST_CASE(a_summary_says_what_the_rows_say) {
    const Scratch scratch;
    const auto groups = read_groups({scratch.run("a", config("trpo", 0), {100, 480, 490}),
                                     scratch.run("b", config("trpo", 1), {480, 300, 470}),
                                     scratch.run("c", config("trpo", 2), {100, 200, 300})});
    BOOST_TEST(*program::threshold_of(groups[0], {}) == 475);
    const program::Summary s = program::summarize(groups[0], 475);
    BOOST_TEST(s.final_score.value == 420);
    BOOST_TEST(s.deviation == std::sqrt((70.0 * 70 + 50 * 50 + 120 * 120) / 2));
    BOOST_TEST((s.reached == 2u && s.steps->value == 2000 && s.seconds->value == 2));
    BOOST_TEST((s.steps->low == 1000 && s.steps->high == never));
    BOOST_TEST(!program::summarize(groups[0], {}).steps);
}

// Of many values from a normal distribution, the interval of the mean is ± 1.96 standard errors.
BOOST_AUTO_TEST_CASE(the_bootstrap_is_as_wide_as_theory_has_it) {
    nn::Rng rng(3, "test");
    std::vector<double> values;
    double mean = 0, squares = 0;
    for (int k = 0; k < 400; ++k) values.push_back(5 + rng.normal());
    for (const double v : values) mean += v / 400;
    for (const double v : values) squares += (v - mean) * (v - mean);
    const double error = std::sqrt(squares / 400 / 400);
    const program::Interval i = program::bootstrap_mean(values);
    BOOST_TEST(i.value == mean, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(i.high - mean == 1.96 * error, boost::test_tools::tolerance(0.05));
    BOOST_TEST(mean - i.low == 1.96 * error, boost::test_tools::tolerance(0.05));
    const program::Interval one = program::bootstrap_median({7});
    BOOST_TEST((one.value == 7 && one.low == 7 && one.high == 7));
}

BOOST_AUTO_TEST_CASE(the_middle_half_is_without_the_lowest_and_the_highest_quarter) {
    BOOST_TEST(program::bootstrap_interquartile_mean({8, 1, 7, 2, 6, 3, 5, -1000}).value == 4);  // of 2, 3, 5, 6
    BOOST_TEST(program::bootstrap_interquartile_mean({1, 100, 2, 3, 4}).value == 3);
    BOOST_TEST(program::bootstrap_interquartile_mean({1, 2, 6}).value == 3);  // a quarter of three is none
    const program::Interval i = program::bootstrap_interquartile_mean({1, 2, 3, 4, 5, 6, 7, 8});
    BOOST_TEST((i.low > 1 && i.low < i.value && i.value < i.high && i.high < 8));
}

BOOST_AUTO_TEST_CASE(an_improvement_is_a_share_of_all_pairs) {
    BOOST_TEST(program::probability_of_improvement({1, 2, 3}, {2, 2}).value == 0.5);
    BOOST_TEST(program::probability_of_improvement({1, 3}, {2, 0}).value == 0.75);
    const program::Interval always = program::probability_of_improvement({5, 6}, {1, 2, 3});
    BOOST_TEST((always.value == 1 && always.low == 1 && always.high == 1));
    // Of many of either, as far from ½ as the normal distribution has it: P(X + ½ > Y) = Φ(½/√2)
    nn::Rng rng(4, "test");
    std::vector<double> a, b;
    for (int k = 0; k < 200; ++k) a.push_back(0.5 + rng.normal()), b.push_back(rng.normal());
    const program::Interval p = program::probability_of_improvement(a, b);
    BOOST_TEST((std::abs(p.value - 0.638) < 0.06 && p.low < 0.638 && p.high > 0.638 && p.high - p.low < 0.15));
}

BOOST_AUTO_TEST_CASE(a_sparkline_goes_from_the_least_to_the_greatest) {
    BOOST_TEST(program::sparkline({0, 1, 2, 7}, 3) == "▁▂█");
    BOOST_TEST(program::sparkline({}, 3).empty());
}

BOOST_AUTO_TEST_CASE(the_progress_line_tells_what_matters) {
    char* text = nullptr;
    std::size_t size = 0;
    std::FILE* out = open_memstream(&text, &size);
    program::ProgressLine line(out, 100'000);
    rl::Progress p;
    p.iteration = 25, p.env_steps = 25'000, p.return_mean = 123.45, p.kl = 0.0081, p.backtracks = 2,
    p.seconds_total = 50;
    line.update(p);
    line.finish();
    std::fclose(out);
    const std::string said(text, size);
    std::free(text);
    for (const char* part : {" 25 %", "return 123.5", "2:30 min left", "KL 0.0081", "accepted after 2", "iteration 25",
                             "25000 steps", "500/s"})
        BOOST_TEST(said.find(part) != said.npos, part << " in " << said);
}

BOOST_AUTO_TEST_SUITE_END()
