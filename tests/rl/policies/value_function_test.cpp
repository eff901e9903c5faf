#include "rl/policies/value_function.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(value_function)

// A large batch is evaluated by shards; the values are those of the rows one by one.
BOOST_AUTO_TEST_CASE(evaluate_gives_a_number_for_each_row) {
    nn::Rng rng(1, "test");
    const rl::ValueFunction V(unbounded(3), {.hidden = {8, 8}});
    const ad::Tensor x = random_tensor({1500, 3}, rng), phi = V.layout().initial(rng);
    const auto values = rl::values_of(V, phi, x);
    BOOST_REQUIRE(values.size() == 1500u);
    for (const int i : {0, 1, 700, 1499}) {
        const ad::Tensor alone = V(phi, x.rows(i, i + 1)).value();
        BOOST_TEST((alone.shape() == ad::Shape{1}));
        BOOST_TEST(std::abs(alone[0] - values[static_cast<std::size_t>(i)]) <=
                   100 * std::numeric_limits<ad::Real>::epsilon());
    }
}

BOOST_AUTO_TEST_SUITE_END()
