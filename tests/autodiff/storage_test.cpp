#include "autodiff/storage.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <thread>

using namespace surefoot;

using ad::Storage;

BOOST_AUTO_TEST_SUITE(storage)

BOOST_AUTO_TEST_CASE(every_size_has_room_and_alignment) {
    for (std::ptrdiff_t count : {0, 1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 100, 127, 129, 1000, 4097, 100000}) {
        Storage block(count);
        BOOST_TEST(reinterpret_cast<std::uintptr_t>(block.data()) % 64 == 0u);
        for (std::ptrdiff_t i = 0; i < count; ++i) block.data()[i] = 1;  // AddressSanitizer watches the end
    }
}

BOOST_AUTO_TEST_CASE(handles_share_and_the_last_one_frees) {
    Storage a(10);
    BOOST_TEST(a.unique());
    {
        const Storage b = a;
        BOOST_TEST(b.data() == a.data());
        BOOST_TEST(!a.unique());
    }
    BOOST_TEST(a.unique());
    a = Storage();
    BOOST_TEST(a.data() == nullptr);
}

BOOST_AUTO_TEST_CASE(tests_get_their_blocks_full_of_nan) {
    const Storage block(5);
    for (int i = 0; i < 5; ++i) BOOST_TEST(std::isnan(block.data()[i]));
}

BOOST_AUTO_TEST_CASE(a_block_may_be_freed_on_another_thread) {
    for (int round = 0; round < 10; ++round) {
        Storage made(1000);
        std::thread([block = std::move(made)]() mutable { block = Storage(); }).join();
    }
}

BOOST_AUTO_TEST_SUITE_END()
