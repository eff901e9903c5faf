#include "nn/parallel/shard.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(shard)

BOOST_AUTO_TEST_CASE(shards_cover_the_batch_once_in_order_and_nearly_evenly) {
    const auto expect = [](int n, int grain, const ad::pool::vector<nn::Shard>& shards) {
        int begin = 0, least = n, most = 0;
        for (std::size_t i = 0; i < shards.size(); ++i) {
            BOOST_TEST(shards[i].index == static_cast<int>(i));
            BOOST_TEST(shards[i].begin == begin);
            begin = shards[i].end;
            least = std::min(least, shards[i].size()), most = std::max(most, shards[i].size());
        }
        BOOST_TEST(begin == n);
        BOOST_TEST(most - least <= 1);
        const auto count = static_cast<int>(shards.size());
        BOOST_TEST((count == 1 || least >= grain));
        BOOST_TEST((count <= 16 || least >= 2 * grain));
        BOOST_TEST((count + 1) * (count < 16 ? 1 : 2) * grain > n);  // as many as may be
    };
    for (const int n : {1, 2, 511, 512, 1023, 1024, 1500, 2048, 4096, 5000, 100'000}) {
        expect(n, 256, nn::cut(n));
        for (const int grain : {1, 8, 100, 512}) expect(n, grain, nn::cut({n, grain}));
    }
    BOOST_TEST(nn::cut(0).empty());
    BOOST_TEST(nn::cut({0, 8}).empty());
    BOOST_CHECK_THROW(nn::cut({8, 0}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_shard_sees_its_rows) {
    const ad::Tensor batch = ad::Tensor::of({3, 2}, {1, 2, 3, 4, 5, 6});
    BOOST_TEST(same_bits(nn::Shard{0, 1, 3}.of(batch), ad::Tensor::of({2, 2}, {3, 4, 5, 6})));
}

BOOST_AUTO_TEST_SUITE_END()
