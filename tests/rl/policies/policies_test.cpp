#include "rl/policies/policies.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(policies)

BOOST_AUTO_TEST_CASE(a_policy_is_made_by_its_name) {
    const auto policy = rl::make_policy("network", unbounded(3), rl::Discrete{2}, {.network = {.hidden = {5}}});
    BOOST_TEST(policy->layout().size() == 3 * 5 + 5 + 5 * 2 + 2);
    BOOST_CHECK_THROW(rl::make_policy("mpl", unbounded(3), rl::Discrete{2}), std::invalid_argument);
    const auto names = rl::policy_names();
    BOOST_TEST(std::ranges::count(names, "network") == 1);
}

BOOST_AUTO_TEST_CASE(a_name_cannot_be_taken_twice) {
    BOOST_CHECK_THROW(rl::register_policy({"network", {}}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
