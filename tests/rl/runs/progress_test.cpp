#include "rl/runs/progress.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <limits>
#include <string>
#include <tuple>

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(progress)

namespace {

rl::Progress row(int iteration) {
    rl::Progress p;
    p.iteration = iteration, p.env_steps = 128L * iteration, p.kl = 0.1 / iteration, p.backtracks = 2;
    p.seconds_total = 1e-7;
    return p;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back_to_the_same_text) {
    const std::string text = rl::csv_header() + rl::csv_row(row(1)) + rl::csv_row(row(2));
    const rl::ProgressTable table = rl::parse_progress(text + "3,12");  // what a crash cut off is left out
    BOOST_TEST(table.rows.size() == 2u);
    BOOST_TEST(rl::csv_header() + rl::csv_row(table.rows[0]) + rl::csv_row(table.rows[1]) == text);
    BOOST_TEST((*table.rows[1].kl == 0.05 && *table.rows[1].backtracks == 2 && !table.rows[1].entropy));
    BOOST_TEST(table.ends ==
               (std::vector<std::uint64_t>{rl::csv_header().size(),
                                           rl::csv_header().size() + rl::csv_row(row(1)).size(), text.size()}));
    BOOST_TEST(rl::parse_progress(rl::csv_header()).rows.empty());
}

// The names that scripts read, each over its own number.
BOOST_AUTO_TEST_CASE(every_column_has_its_name_and_its_number) {
    rl::Progress p;
    p.iteration = 1, p.env_steps = 2, p.episodes = 3, p.return_mean = 4, p.return_mean_100 = 5, p.return_std = 6;
    p.length_mean = 7, p.kl = 8, p.entropy = 9, p.surrogate_gain = 10, p.backtracks = 11, p.cg_residual = 12;
    p.explained_variance = 13, p.seconds_rollout = 14, p.seconds_update = 15, p.seconds_total = 16, p.clipped = 17;
    p.normalizer_kl = 18;
    BOOST_TEST(rl::csv_header() ==
               "iteration,env_steps,episodes,return_mean,return_mean_100,return_std,length_mean,kl,entropy,"
               "surrogate_gain,backtracks,cg_residual,explained_variance,seconds_rollout,seconds_update,seconds_total,"
               "clipped,normalizer_kl\n");
    BOOST_TEST(rl::csv_row(p) == "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18\n");
}

BOOST_AUTO_TEST_CASE(an_infinite_number_is_an_empty_cell) {
    rl::Progress p = row(1);
    p.kl = std::numeric_limits<double>::infinity();
    BOOST_TEST(!rl::parse_progress(rl::csv_header() + rl::csv_row(p)).rows[0].kl);
}

BOOST_AUTO_TEST_CASE(the_numbers_are_the_cells_that_are_not_empty) {
    const auto numbers = rl::numbers(row(2));
    BOOST_TEST(numbers.size() == 8u);  // iteration, env_steps, episodes, kl, backtracks and three of seconds
    BOOST_TEST(numbers[3].first == "kl");
    BOOST_TEST(numbers[3].second == 0.05);
}

BOOST_AUTO_TEST_CASE(what_is_no_table_is_read_up_to_there_and_named) {
    const std::string header = rl::csv_header(), good = rl::csv_row(row(1));
    const auto damaged = [](const std::string& text, std::size_t rows, const std::string& line) {
        const rl::ProgressTable table = rl::parse_progress(text);
        BOOST_TEST(table.damage.starts_with(line), table.damage);
        BOOST_TEST(table.rows.size() == rows);
        if (rows > 0) BOOST_TEST(table.ends.size() == rows + 1);
    };
    damaged("iterations,env_steps\n", 0, "line 1: ");
    damaged(header + "1,2,3\n", 0, "line 2: 3 cells");
    damaged(header + good + "1,2,3\n" + rl::csv_row(row(2)), 1, "line 3: 3 cells");
    damaged(fmt::format("{},{}", header, good), 0, "line 2: ");
    damaged(header + good + good, 1, "line 3: iteration 1 stands behind 1");
    damaged(header + rl::csv_row(row(2)) + good, 1, "line 3: iteration 1 stands behind 2");
    damaged(fmt::format("{}x{}", header, good), 0, "line 2: `x1` is no number");
    damaged(header + "\n", 0, "line 2: ");
    for (const std::string& begun : {std::string(), std::string("iteration,env"), header}) {
        BOOST_TEST(rl::parse_progress(begun).damage.empty());
        BOOST_TEST(rl::parse_progress(begun).rows.empty());
    }
}

// Where rows were lost there are gaps, and the table is cut by what its rows say.
BOOST_AUTO_TEST_CASE(a_table_with_gaps_is_cut_by_its_iterations) {
    const std::string header = rl::csv_header(), text = header + rl::csv_row(row(2)) + rl::csv_row(row(5));
    const rl::ProgressTable table = rl::parse_progress(text);
    BOOST_TEST(table.damage.empty());
    const std::size_t one = header.size() + rl::csv_row(row(2)).size();
    for (const auto& [iteration, rows, bytes] :
         {std::tuple(1, 0u, header.size()), {2, 1u, one}, {4, 1u, one}, {5, 2u, text.size()}, {9, 2u, text.size()}}) {
        BOOST_TEST(table.rows_until(iteration) == rows);
        BOOST_TEST(table.bytes_until(iteration) == bytes);
    }
    BOOST_TEST(rl::parse_progress("").bytes_until(3) == 0u);
}

BOOST_AUTO_TEST_CASE(steps_beyond_32_bits_are_kept) {
    rl::Progress p = row(1);
    p.env_steps = 3'000'000'000'000;
    BOOST_TEST(rl::parse_progress(rl::csv_header() + rl::csv_row(p)).rows[0].env_steps == 3'000'000'000'000);
}

BOOST_AUTO_TEST_SUITE_END()
