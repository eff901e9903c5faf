#include "nn/training/minibatch.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <numeric>
#include <stdexcept>
#include <vector>

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
