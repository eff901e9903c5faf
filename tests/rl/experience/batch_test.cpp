#include "rl/experience/batch.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "autodiff/error.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/experience/policy_gradient.hpp"
#include "rl/rungs/npg.hpp"
#include "rl/rungs/ppo.hpp"
#include "rl/rungs/trpo.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

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

// Lists of different lengths are a mistake in whoever made them, and nobody learns from the rows that happen to be there.
BOOST_AUTO_TEST_CASE(lists_of_different_lengths_are_refused_by_all) {
    const PolicyAndBatch s(rl::Discrete{3}, 20);
    rl::Batch more = s.batch, fewer = s.batch, actions = s.batch, flat = s.batch;
    more.advantages = Tensor::full({30}, 1), fewer.advantages = Tensor::full({10}, 1);
    actions.actions = Tensor::zeros({30, 1}), flat.actions = Tensor::zeros({20});
    nn::Adam adam({});
    nn::Rng rng(1, "minibatches");
    for (const rl::Batch& batch : {more, fewer, actions, flat}) {
        Tensor theta = s.theta;
        BOOST_CHECK_THROW(rl::check(batch), std::invalid_argument);
        BOOST_CHECK_THROW(rl::policy_gradient(s.policy, theta, batch), std::invalid_argument);
        BOOST_CHECK_THROW(rl::ascend(s.policy, theta, batch, adam), std::invalid_argument);
        BOOST_CHECK_THROW(rl::npg(s.policy, theta, batch, {}), std::invalid_argument);
        BOOST_CHECK_THROW(rl::trpo(s.policy, theta, batch, {}), std::invalid_argument);
        BOOST_CHECK_THROW(rl::ppo(s.policy, theta, batch, adam, rng, {}), std::invalid_argument);
        BOOST_TEST(same_bits(theta, s.theta));
    }
    const CartPoleRollout cart(60);
    for (const std::size_t n : {0u, 5u, 61u})
        BOOST_CHECK_THROW(rl::make_batch(cart.rollout, std::vector<double>(n, 1.0)), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
