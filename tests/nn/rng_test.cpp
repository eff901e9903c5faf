#include "nn/rng.hpp"

#include <Random123/philox.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

using namespace surefoot;

using nn::Rng;

BOOST_AUTO_TEST_SUITE(rng)

BOOST_AUTO_TEST_CASE(the_same_key_gives_the_same_numbers_and_any_other_gives_others) {
    Rng a(7, "actions", 2), b(7, "actions", 2);
    for (int i = 0; i < 100; ++i) BOOST_TEST(a() == b());
    std::set<std::uint64_t> first;
    for (const std::uint64_t seed : {0, 1, 2})
        for (const char* purpose : {"actions", "environment", "policy"})
            for (const std::uint32_t index : {0u, 1u, 2u}) first.insert(Rng(seed, purpose, index)());
    BOOST_TEST(first.size() == 27u);
}

// Against the generator itself: the n-th word is half of block n / 2 of Philox4x32-10, counter (n / 2, purpose, index).
BOOST_AUTO_TEST_CASE(the_bits_are_those_of_philox) {
    const std::uint64_t seed = 0x123456789abcdef0;
    const std::uint32_t empty_hash = 2166136261u;  // FNV-1a of ""
    Rng stream(seed, "", 5);
    for (std::uint32_t block = 0; block < 3; ++block) {
        const auto words = r123::Philox4x32{}({{block, 0, empty_hash, 5}}, {{0x9abcdef0u, 0x12345678u}});
        BOOST_TEST(stream() == (words[0] | std::uint64_t{words[1]} << 32));
        BOOST_TEST(stream() == (words[2] | std::uint64_t{words[3]} << 32));
    }
}

BOOST_AUTO_TEST_CASE(a_stream_goes_on_from_its_position) {
    Rng rng(3, "x");
    for (int i = 0; i < 17; ++i) rng.normal();
    const std::uint64_t position = rng.position();
    std::vector<double> next;
    for (int i = 0; i < 5; ++i) next.push_back(rng.normal());
    Rng other(3, "x");
    other.seek(position);
    for (const double value : next) BOOST_TEST(other.normal() == value);
}

BOOST_AUTO_TEST_CASE(moments_are_those_of_the_distributions) {
    Rng rng(1, "moments");
    const int n = 200'000;
    double u = 0, uu = 0, z = 0, zz = 0, zzzz = 0;
    std::vector<int> counts(5);
    for (int i = 0; i < n; ++i) {
        const double x = rng.uniform(), y = rng.normal();
        BOOST_REQUIRE((x >= 0 && x < 1));
        u += x, uu += x * x, z += y, zz += y * y, zzzz += y * y * y * y;
        ++counts.at(static_cast<std::size_t>(rng.below(5)));
    }
    BOOST_TEST(std::abs(u / n - 0.5) < 0.004);
    BOOST_TEST(std::abs(uu / n - 1.0 / 3) < 0.004);
    BOOST_TEST(std::abs(z / n) < 0.012);
    BOOST_TEST(std::abs(zz / n - 1) < 0.02);
    BOOST_TEST(std::abs(zzzz / n - 3) < 0.15);
    for (const int count : counts) BOOST_TEST(std::abs(count - n / 5) < 900);
    const double inside = rng.uniform(-3, -2);
    BOOST_TEST((inside >= -3 && inside < -2));
    BOOST_CHECK_THROW(rng.below(0), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
