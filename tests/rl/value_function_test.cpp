#include "rl/value_function.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "fixtures.hpp"
#include "rl/advantage.hpp"

BOOST_AUTO_TEST_SUITE(value_function)

BOOST_AUTO_TEST_CASE(a_fit_explains_what_depends_on_the_observation) {
    nn::Rng rng(1, "test");
    const rl::ValueFunction V(unbounded(2), {32, 32});
    const ad::Tensor x = random_tensor({1000, 2}, rng), start = V.layout().initial(rng);
    std::vector<double> targets;
    for (int i = 0; i < 1000; ++i) targets.push_back(3 + std::sin(2 * x.at(i, 0)) + x.at(i, 1));
    nn::Adam adam({.learning_rate = 3e-3});
    const rl::ValueFitConfig config{.epochs = 30, .minibatch = 64};
    const ad::Tensor fitted = rl::fit(V, start, x, targets, adam, rng, config);
    BOOST_TEST(rl::explained_variance(rl::evaluate(V, start, x), targets) < 0.5);
    BOOST_TEST(rl::explained_variance(rl::evaluate(V, fitted, x), targets) > 0.95);
}

BOOST_AUTO_TEST_CASE(a_fit_depends_on_its_seed_alone) {
    const rl::ValueFunction V(unbounded(2), {8});
    const auto run = [&] {
        nn::Rng rng(1, "test");
        const ad::Tensor x = random_tensor({50, 2}, rng);
        nn::Adam adam({});
        return rl::fit(V, V.layout().initial(rng), x, std::vector<double>(50, 1.0), adam, rng, {.minibatch = 16});
    };
    BOOST_TEST(same_bits(run(), run()));
}

BOOST_AUTO_TEST_SUITE_END()
