#include "rl/policies/policy.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(policy)

BOOST_AUTO_TEST_CASE(a_discrete_action_space_gets_a_categorical_near_the_uniform_one) {
    const rl::NetworkPolicy policy(unbounded(4), rl::Discrete{3});
    nn::Rng rng(1, "policy");
    const Tensor theta = policy.layout().initial(rng);
    const rl::Distribution pi = policy(theta, random_tensor({50, 4}, rng));
    BOOST_TEST(std::holds_alternative<rl::Categorical>(pi));
    const Tensor entropies = rl::entropy(pi).value();
    for (const Real h : entropies.values()) BOOST_TEST(std::abs(h - std::log(3)) < 1e-3);
}

BOOST_AUTO_TEST_CASE(a_box_gets_a_gaussian_whose_width_does_not_depend_on_the_state) {
    const rl::NetworkPolicy policy(unbounded(4), unbounded(2), {.initial_log_std = -1});
    nn::Rng rng(1, "policy");
    const Tensor theta = policy.layout().initial(rng);
    BOOST_TEST(policy.layout().parameters().back().name == "policy.log_std");
    const rl::Distribution pi = policy(theta, random_tensor({5, 4}, rng));
    const auto parameters = std::get<rl::DiagonalGaussian>(pi).parameters();
    BOOST_TEST((parameters[0].shape() == ad::Shape{5, 2}));
    for (const Real s : parameters[1].value().values()) BOOST_TEST(s == -1);
}

BOOST_AUTO_TEST_SUITE_END()
