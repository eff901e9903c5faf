#include "rl/progress.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <stdexcept>

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

BOOST_AUTO_TEST_CASE(what_is_no_table_is_refused) {
    const std::string header = rl::csv_header(), good = rl::csv_row(row(1));
    const auto refused = [](const std::string& text) {
        BOOST_CHECK_THROW(rl::parse_progress(text), std::runtime_error);
    };
    refused("");
    refused("iteration,env_steps\n");
    refused(header + "1,2,3\n");
    refused(fmt::format("{},{}", header, good));
    refused(header + rl::csv_row(row(2)));  // the first is missing
    refused(header + good + good);          // one twice
    refused(fmt::format("{}x{}", header, good));
    refused(header + "\n");
}

BOOST_AUTO_TEST_SUITE_END()
