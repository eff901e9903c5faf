#include "nn/training/minibatch.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/reduce.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(minibatch)

BOOST_AUTO_TEST_CASE(every_epoch_takes_every_row_once_in_an_order_of_its_own) {
    nn::Rng rng(1, "test");
    std::vector<std::size_t> sizes;
    std::vector<int> rows;
    nn::for_each_minibatch(10, {.epochs = 2, .size = 4}, rng, [&](std::span<const int> part) {
        sizes.push_back(part.size());
        rows.insert(rows.end(), part.begin(), part.end());
    });
    BOOST_TEST((sizes == std::vector<std::size_t>{4, 4, 2, 4, 4, 2}));
    std::vector<int> first(rows.begin(), rows.begin() + 10), second(rows.begin() + 10, rows.end()), all(10);
    BOOST_TEST(first != second);
    std::iota(all.begin(), all.end(), 0);
    std::sort(first.begin(), first.end());
    std::sort(second.begin(), second.end());
    BOOST_TEST((first == all && second == all));
}

BOOST_AUTO_TEST_CASE(every_order_is_as_likely_as_any_other) {
    nn::Rng rng(1, "test");
    std::map<std::vector<int>, int> counts;
    for (int i = 0; i < 6000; ++i)
        nn::for_each_minibatch(3, {.epochs = 1, .size = 3}, rng, [&](std::span<const int> rows) {
            ++counts[{rows.begin(), rows.end()}];
        });
    BOOST_TEST(counts.size() == 6u);
    for (const auto& [order, count] : counts) BOOST_TEST(std::abs(count - 1000) < 90);  // three standard deviations
}

// SGD with a rate of ½ on ½(θ − x)² goes half of the way to the minibatch's x: after 1, 2, 3 in some order, the last counts most.
BOOST_AUTO_TEST_CASE(an_optimiser_takes_one_step_down_each_minibatch) {
    nn::Rng rng(1, "test"), same = rng;
    const ad::Tensor x = ad::Tensor::vector({1, 2, 3}), start = ad::Tensor::vector({8});
    const auto loss = [&](const ad::Var& theta, std::span<const int> rows) {
        return 0.5 * square(theta - ad::gather_rows(x, rows));
    };
    nn::Sgd half({.learning_rate = 0.5});
    const auto fitted = nn::descend_on_minibatches(start, 3, {.epochs = 2, .size = 1}, half, rng, loss);
    double expected = 8;
    nn::for_each_minibatch(3, {.epochs = 2, .size = 1}, same,
                           [&](std::span<const int> rows) { expected += (double{x[rows[0]]} - expected) / 2; });
    BOOST_TEST(double{(*fitted)[0]} == expected, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(start[0] == 8);
}

// A minibatch is shared in pieces of the grain at least, and its last one may be a smaller one: the mean is over all of it.
BOOST_AUTO_TEST_CASE(a_minibatch_is_the_mean_over_its_pieces) {
    nn::Rng rng(1, "test");
    const ad::Tensor start = ad::Tensor::vector({0});
    const auto loss = [](const ad::Var& theta, std::span<const int> rows) {  // slope: a row's number
        ad::Tensor number = ad::Tensor::uninitialized({static_cast<int>(rows.size()), 1});
        std::copy(rows.begin(), rows.end(), number.write().begin());
        return ad::reshape(number * broadcast_to(reshape(theta, {1, 1}), number.shape()), {number.shape()[0]});
    };
    for (const int grain : {1, 3, 64}) {
        nn::Sgd whole({.learning_rate = 1});
        const auto moved = nn::descend_on_minibatches(start, 10, {.epochs = 1, .size = 10}, whole, rng, loss, grain);
        BOOST_TEST(double{(*moved)[0]} == -4.5, boost::test_tools::tolerance(1e-6));
    }
}

BOOST_AUTO_TEST_CASE(a_gradient_that_is_not_finite_ends_the_descent) {
    nn::Rng rng(1, "test");
    const ad::Tensor start = ad::Tensor::vector({1});
    int calls = 0;
    nn::Adam adam({});
    const auto after = [&](int good, ad::Real bad) {
        calls = 0;
        return nn::descend_on_minibatches(
            start, 10, {.epochs = 1, .size = 1}, adam, rng,
            [&](const ad::Var& theta, std::span<const int>) { return (calls++ < good ? ad::Real{1} : bad) * theta; });
    };
    BOOST_TEST(after(10, 0).has_value());
    const ad::Real largest = std::numeric_limits<ad::Real>::max();
    for (const ad::Real bad : {std::numeric_limits<ad::Real>::quiet_NaN(), largest}) {  // its square overflows
        BOOST_TEST(!after(4, bad).has_value());
        BOOST_TEST(calls == 5);
    }
    nn::Sgd far({.learning_rate = 1e30});  // a gradient whose square is a number, and a step that is none
    const ad::Real steep = std::sqrt(largest) / 2;
    const auto slope = [&](const ad::Var& theta, std::span<const int>) { return steep * theta; };
    BOOST_TEST(nn::descend_on_minibatches(start, 1, {}, far, rng, slope).has_value() == (sizeof(ad::Real) == 8));
}

BOOST_AUTO_TEST_CASE(nothing_has_no_minibatches) {
    nn::Rng rng(1, "test");
    int calls = 0;
    nn::for_each_minibatch(0, {}, rng, [&](std::span<const int>) { ++calls; });
    nn::for_each_minibatch(5, {.epochs = 0}, rng, [&](std::span<const int>) { ++calls; });
    BOOST_TEST(calls == 0);
    const auto nothing = [](std::span<const int>) {};
    BOOST_CHECK_THROW(nn::for_each_minibatch(5, {.size = 0}, rng, nothing), std::invalid_argument);
    BOOST_CHECK_THROW(nn::for_each_minibatch(-1, {}, rng, nothing), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
