#include "rl/policies/masked_policy.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Tensor;

BOOST_AUTO_TEST_SUITE(masked_policy)

// The last components are the mask, the policy within sees all of them, and θ is its own.
BOOST_AUTO_TEST_CASE(it_is_the_policy_within_where_the_mask_allows) {
    const rl::NetworkPolicy plain(unbounded(5), rl::Discrete{3}, {.network = {.hidden = {8}}});
    const rl::MaskedPolicy policy(std::make_unique<rl::NetworkPolicy>(plain), 3);
    nn::Rng rng(1, "policy");
    const Tensor theta = random_tensor({plain.layout().size()}, rng);
    BOOST_TEST((policy.layout().size() == plain.layout().size() && policy.layout().parameters().size() == 4u));
    const Tensor seen = Tensor::of({2, 5}, {0.5, -1, 1, 0, 1, 2, 0.25, 1, 1, 1});
    const Tensor p = std::get<rl::Categorical>(plain(theta, seen)).parameters()[0].value();
    const rl::Distribution pi = policy(theta, seen);
    const double apart = double{p.at(0, 0)} - double{p.at(0, 2)};
    const Tensor first = rl::log_prob(pi, Tensor::of({2, 1}, {0, 0})).value();
    BOOST_TEST(std::abs(first[0] + std::log1p(std::exp(-apart))) < 1e-5);
    BOOST_TEST(first[1] == rl::log_prob(plain(theta, seen), Tensor::of({2, 1}, {0, 0})).value()[1]);
    BOOST_TEST(std::isinf(rl::log_prob(pi, Tensor::of({2, 1}, {1, 1})).value()[0]));
    for (int i = 0; i < 200; ++i) BOOST_TEST_REQUIRE(rl::sample(pi, rng)[0] != 1);
}

BOOST_AUTO_TEST_CASE(a_mask_that_is_none_is_refused_by_its_row) {
    const rl::MaskedPolicy policy(std::make_unique<rl::NetworkPolicy>(unbounded(2), rl::Discrete{2}), 2);
    nn::Rng rng(1, "policy");
    const Tensor theta = policy.layout().initial(rng);
    const auto refused = [&](const Tensor& observations, const std::string& says) {
        BOOST_CHECK_EXCEPTION(policy(theta, observations), std::runtime_error, [&](const std::runtime_error& e) {
            return std::string(e.what()).find(says) != std::string::npos;
        });
    };
    refused(Tensor::of({3, 2}, {1, 0, 0, 1, 0, 0}), "row 2 allows no action");
    refused(Tensor::of({3, 2}, {1, 0, 0.5, 1, 0, 0}), "row 1 has 0.5 in it");
    const rl::MaskedPolicy box(std::make_unique<rl::NetworkPolicy>(unbounded(2), unbounded(2)), 2);
    BOOST_CHECK_THROW(box(Tensor::zeros({box.layout().size()}), Tensor::full({1, 2}, 1)), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
