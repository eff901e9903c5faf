#include "rl/batch.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "autodiff/error.hpp"
#include "fixtures.hpp"

using ad::Tensor;

BOOST_AUTO_TEST_SUITE(batch)

BOOST_AUTO_TEST_CASE(every_takes_each_kth_row_from_the_first_on) {
    const Tensor x = Tensor::of({5, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    BOOST_TEST(same_bits(rl::every(1, x), x));
    BOOST_TEST(same_bits(rl::every(2, x), Tensor::of({3, 2}, {0, 1, 4, 5, 8, 9})));
    BOOST_TEST(same_bits(rl::every(99, x), Tensor::of({1, 2}, {0, 1})));
    BOOST_CHECK_THROW(rl::every(0, x), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(rows_are_a_part_of_everything) {
    const PolicyAndBatch s(unbounded(2), 6);
    const rl::Batch part = rl::rows(s.batch, 2, 5);
    BOOST_TEST(part.size() == 3);
    BOOST_TEST(same_bits(part.actions, s.batch.actions.rows(2, 5)));
    BOOST_TEST(same_bits(part.advantages, s.batch.advantages.rows(2, 5)));
    BOOST_CHECK_THROW(rl::rows(s.batch, 2, 7), ad::ShapeError);
}

// The shards' log-probabilities, one behind the other.
BOOST_AUTO_TEST_CASE(the_old_policy_knows_the_log_probabilities_of_the_whole_batch) {
    const PolicyAndBatch s(rl::Discrete{3}, 1300);
    const Tensor whole = rl::OldPolicy(s.policy, s.theta, s.batch).log_prob();
    const Tensor expected = rl::log_prob(s.policy(s.theta, s.batch.observations), s.batch.actions).value();
    BOOST_REQUIRE((whole.shape() == ad::Shape{1300}));
    for (std::ptrdiff_t i = 0; i < 1300; ++i)
        BOOST_TEST(std::abs(whole[i] - expected[i]) <= 100 * std::numeric_limits<ad::Real>::epsilon());
}

BOOST_AUTO_TEST_SUITE_END()
