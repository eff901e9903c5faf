#include "rl/experience/old_policy.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Tensor;

BOOST_AUTO_TEST_SUITE(old_policy)

// Of more rows than a shard has, against one row after the other.
BOOST_AUTO_TEST_CASE(the_old_policy_knows_its_mean_entropy_and_how_far_another_is) {
    for (const rl::Space& space : {rl::Space(rl::Discrete{3}), rl::Space(unbounded(2))}) {
        const PolicyAndBatch s(space, 1300), other(space, 1, 2);
        const rl::OldPolicy old(s.policy, s.theta, s.batch);
        const auto mean = [](const ad::Var& x) {
            double sum = 0;
            for (const ad::Real v : x.value().values()) sum += v;
            return sum / 1300;
        };
        const rl::Distribution pi = s.policy(s.theta, s.batch.observations);
        const rl::Distribution to = s.policy(other.theta, s.batch.observations);
        const double tolerance = 1e3 * double{std::numeric_limits<ad::Real>::epsilon()};
        BOOST_TEST(old.mean_entropy() == mean(rl::entropy(pi)), boost::test_tools::tolerance(tolerance));
        BOOST_TEST(old.mean_kl(other.theta) == mean(kl(pi, to)), boost::test_tools::tolerance(tolerance));
    }
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

BOOST_AUTO_TEST_CASE(a_policy_moves_when_it_is_shown_the_same_otherwise) {
    const PolicyAndBatch s(rl::Discrete{3}, 1300);
    const Tensor x = s.batch.observations, y = ad::Real{2} * x;
    double expected = 0;
    const Tensor each = kl(s.policy(s.theta, x), s.policy(s.theta, y)).value();
    for (const ad::Real v : each.values()) expected += v / 1300;
    BOOST_TEST(rl::mean_kl(s.policy, s.theta, x, y) == expected,
               boost::test_tools::tolerance(1e3 * double{std::numeric_limits<ad::Real>::epsilon()}));
    BOOST_TEST(rl::mean_kl(s.policy, s.theta, y, x) != rl::mean_kl(s.policy, s.theta, x, y));
    BOOST_TEST(rl::mean_kl(s.policy, s.theta, x, x) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
