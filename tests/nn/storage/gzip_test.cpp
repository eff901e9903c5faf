#include "nn/storage/gzip.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "nn/rng.hpp"
#include "tests/nn/storage/packed.hpp"

using namespace surefoot;

using tests::packed;

BOOST_AUTO_TEST_SUITE(gzip)

namespace {

// Longer than what is unpacked at a time, and half of it noise, so that the file is not short either.
std::string text() {
    nn::Rng rng(1, "gzip");
    std::string all;
    for (int i = 0; i < 300'000; ++i) all += static_cast<char>(i % 2 == 0 ? rng.below(256) : 7);
    return all;
}

bool says(const std::runtime_error& e, const std::string& what) {
    return std::string(e.what()).find(what) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_was_packed_is_unpacked) {
    for (const std::string& original : {std::string(), std::string("a"), text()}) {
        const std::string file = packed(original);
        BOOST_TEST(nn::is_gzip(file));
        BOOST_TEST((nn::gunzip(file, original.size()) == original));
        BOOST_TEST((nn::gunzip(file, 1'000'000) == original));
        BOOST_TEST((nn::gunzip_beginning(file, 20) == original.substr(0, 20)));
        BOOST_TEST(nn::gunzip_beginning(file, 0).empty());
    }
    BOOST_TEST(!nn::is_gzip(""));
    BOOST_TEST(!nn::is_gzip("\x1f"));
    BOOST_TEST(!nn::is_gzip(std::string("\0\0\x08\x01", 4)));
}

// `printf hello | gzip -n`: not only what the tests pack themselves.
BOOST_AUTO_TEST_CASE(a_file_that_gzip_made) {
    const unsigned char file[] = {0x1f, 0x8b, 0x08, 0,    0,    0,    0,    0,    0x00, 0x03, 0xcb, 0x48, 0xcd,
                                  0xc9, 0xc9, 0x07, 0x00, 0x86, 0xa6, 0x10, 0x36, 0x05, 0x00, 0x00, 0x00};
    BOOST_TEST(nn::gunzip({reinterpret_cast<const char*>(file), sizeof file}, 5) == "hello");
}

BOOST_AUTO_TEST_CASE(what_is_cut_damaged_or_too_much_is_refused) {
    const std::string original = text(), file = packed(original);
    for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{11}, file.size() / 2, file.size() - 1})
        BOOST_CHECK_EXCEPTION(nn::gunzip(file.substr(0, size), original.size()), std::runtime_error,
                              [](const auto& e) { return says(e, "cut off"); });
    BOOST_CHECK_EXCEPTION(nn::gunzip(file, original.size() - 1), std::runtime_error,
                          [](const auto& e) { return says(e, "more than 299999 bytes"); });
    BOOST_CHECK_EXCEPTION(nn::gunzip(file + "x", original.size()), std::runtime_error,
                          [](const auto& e) { return says(e, "behind its end"); });
    for (const std::size_t place :
         {std::size_t{0}, std::size_t{2}, file.size() / 2, file.size() - 6, file.size() - 1}) {
        std::string damaged = file;
        damaged[place] = static_cast<char>(damaged[place] ^ 1);
        BOOST_CHECK_THROW(nn::gunzip(damaged, original.size()), std::runtime_error);
    }
}

BOOST_AUTO_TEST_CASE(no_byte_holds_more_than_it_says) {
    const std::string file = packed(std::string(4'000'000, '\0'));
    BOOST_TEST(4'000'000 <= nn::most_packed * file.size());
    BOOST_TEST(4'000'000 > 0.9 * nn::most_packed * file.size());
}

BOOST_AUTO_TEST_SUITE_END()
