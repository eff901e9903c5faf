#include "autodiff/pool.hpp"

#include <boost/test/unit_test.hpp>
#include <numeric>
#include <thread>

#include "autodiff/tensor.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(pool)

BOOST_AUTO_TEST_CASE(freed_blocks_are_handed_out_again) {
    ad::pool::Block* first = ad::pool::take(8000);
    ad::pool::give_back(first);
    const auto before = ad::pool::heap_blocks();
    ad::pool::Block* again = ad::pool::take(7900);  // of the same size class
    BOOST_TEST(again == first);
    BOOST_TEST(ad::pool::heap_blocks() == before);
    ad::pool::give_back(again);
}

BOOST_AUTO_TEST_CASE(every_size_has_room_and_alignment) {
    for (std::size_t bytes = 0; bytes < 3'000'000; bytes += bytes / 7 + 1) {
        ad::pool::Block* block = ad::pool::take(bytes);
        BOOST_TEST(reinterpret_cast<std::uintptr_t>(block->memory()) % 64 == 0u);
        BOOST_TEST(block->bytes() >= bytes);
        BOOST_TEST((bytes < 256 || block->bytes() <= bytes + bytes / 4 + 64));
        ad::pool::give_back(block);
    }
    BOOST_CHECK_THROW(ad::pool::take(std::size_t{1} << 60), std::bad_alloc);
}

// Blocks that one thread takes and another frees come home, so neither ever runs dry.
BOOST_AUTO_TEST_CASE(a_block_freed_on_another_thread_goes_home) {
    const auto round = [] {
        ad::pool::Block* block = ad::pool::take(5000);
        std::thread([block] { ad::pool::give_back(block); }).join();
    };
    round();
    const auto before = ad::pool::heap_blocks();
    for (int i = 0; i < 10; ++i) round();
    BOOST_TEST(ad::pool::heap_blocks() == before);
}

// The pool of a thread that is gone serves the next one.
BOOST_AUTO_TEST_CASE(a_pool_outlives_its_thread) {
    const auto thread = [] { std::thread([] { ad::pool::give_back(ad::pool::take(70'000)); }).join(); };
    thread();
    const auto before = ad::pool::heap_blocks();
    for (int i = 0; i < 10; ++i) thread();
    BOOST_TEST(ad::pool::heap_blocks() == before);
    static ad::Tensor outlives_everything = ad::Tensor::zeros({100});
    BOOST_TEST(outlives_everything.size() == 100);
}

BOOST_AUTO_TEST_CASE(vectors_take_their_memory_from_the_pool) {
    const auto grow = [] {
        ad::pool::vector<int> v;
        for (int i = 0; i < 1000; ++i) v.push_back(i);
        return std::accumulate(v.begin(), v.end(), 0);
    };
    BOOST_TEST(grow() == 499'500);
    const auto before = ad::pool::heap_blocks();
    BOOST_TEST(grow() == 499'500);
    BOOST_TEST(ad::pool::heap_blocks() == before);
}

BOOST_AUTO_TEST_SUITE_END()
