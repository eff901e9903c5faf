#include "rl/envs/mujoco/terms.hpp"

#include <array>
#include <boost/test/unit_test.hpp>

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(terms)

BOOST_AUTO_TEST_CASE(the_writer_writes_one_behind_the_other) {
    std::array<double, 5> out{};
    const std::array<double, 2> values{-30, 4};
    (rl::Writer(out) << 7.0 << values).clipped(values, 10);
    BOOST_TEST(out == (std::array<double, 5>{7, -30, 4, -10, 4}), boost::test_tools::per_element());
    BOOST_TEST(rl::sum_of_squares(values) == 916);
}

BOOST_AUTO_TEST_SUITE_END()
