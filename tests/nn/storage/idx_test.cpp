#include "nn/storage/idx.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <numeric>
#include <random>
#include <stdexcept>

#include "tests/nn/storage/packed.hpp"

using namespace surefoot;

using tests::idx_file;
using tests::packed;

BOOST_AUTO_TEST_SUITE(idx)

namespace {

std::string counting(std::size_t n) {
    std::string bytes(n, '\0');
    for (std::size_t i = 0; i < n; ++i) bytes[i] = static_cast<char>(3 * i);
    return bytes;
}

void expect_refused(const std::string& file, const std::string& why) {
    BOOST_CHECK_EXCEPTION(nn::parse_idx(file), std::runtime_error, [&](const std::runtime_error& e) {
        BOOST_TEST_MESSAGE(e.what());
        return std::string(e.what()).find(why) != std::string::npos;
    });
}

}  // namespace

BOOST_AUTO_TEST_CASE(bytes_and_shape_are_those_of_the_file_packed_or_not) {
    const auto expect = [](const std::vector<std::uint32_t>& extents, const ad::Shape& shape) {
        const std::string bytes = counting(static_cast<std::size_t>(shape.size())), file = idx_file(extents, bytes);
        for (const std::string& form : {file, packed(file)}) {
            const nn::IdxBytes read = nn::parse_idx(form);
            BOOST_TEST((read.shape() == shape), to_string(read.shape()));
            BOOST_TEST(std::equal(read.values().begin(), read.values().end(), bytes.begin(), bytes.end(),
                                  [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); }));
        }
    };
    expect({5}, {5});
    expect({300}, {300});
    expect({0}, {0});
    expect({2, 3}, {2, 3});
    expect({7, 28, 28}, {7, 28, 28});
    expect({70'000, 1, 1}, {70'000, 1, 1});
    expect({2, 3, 4, 5}, {2, 3, 4, 5});
    expect({0, 28, 28}, {0, 28, 28});
}

BOOST_AUTO_TEST_CASE(what_is_no_file_of_bytes_is_refused_and_why) {
    const std::string good = idx_file({2, 3}, counting(6));
    const auto with = [&](std::size_t place, int value) {
        std::string file = good;
        file[place] = static_cast<char>(value);
        return file;
    };
    expect_refused(with(0, 1), "two zeros");
    expect_refused(with(1, 1), "two zeros");
    for (const int type : {0, 0x09, 0x0b, 0x0d, 0x0e}) expect_refused(with(2, type), "type");
    for (const int rank : {0, 5, 255}) expect_refused(with(3, rank), "rank");
    expect_refused(idx_file({0x80000000u, 0}, ""), "index");
    expect_refused(good + "x", "need 18 bytes, and it has 19");
    expect_refused(packed(good + "x"), "more than 18 bytes");
    expect_refused(packed(good) + "x", "behind its end");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_cut_anywhere_is_refused) {
    const std::string file = idx_file({4, 3}, counting(12)), smaller = packed(file);
    for (std::size_t size = 0; size < file.size(); ++size) {
        BOOST_CHECK_THROW(nn::parse_idx(file.substr(0, size)), std::runtime_error);
        BOOST_CHECK_THROW(nn::parse_idx(packed(file.substr(0, size))), std::runtime_error);
    }
    for (std::size_t size = 0; size < smaller.size(); ++size)
        BOOST_CHECK_THROW(nn::parse_idx(smaller.substr(0, size)), std::runtime_error);
}

// Of a short file, however it is packed, nothing large can come: so what it promises is refused before it is made room for.
BOOST_AUTO_TEST_CASE(what_a_file_promises_is_held_against_its_size) {
    const char* const why = "more elements than there can be in it";
    for (const auto& extents : std::vector<std::vector<std::uint32_t>>{{1'000'000'000}, {1'000'000'000, 28, 28}}) {
        expect_refused(idx_file(extents, counting(100)), why);
        expect_refused(packed(idx_file(extents, counting(100))), why);
    }
    expect_refused(idx_file({109}, counting(100)), why);  // the file has 108 bytes
    expect_refused(idx_file({101}, counting(100)), "need 109 bytes, and it has 108");
    for (const std::uint32_t first : {0u, 0x7fffffffu})
        expect_refused(idx_file({first, 0x7fffffff, 0x7fffffff, 0x7fffffff}, ""),
                       "more elements than memory can address");
    const std::string zeros(5'000'000, '\0');
    expect_refused(packed(idx_file({10}, zeros)), "more than 18 bytes");
    expect_refused(packed(idx_file({5'000'001}, zeros)), "need 5000009 bytes, and it has 5000008");
    BOOST_TEST((nn::parse_idx(packed(idx_file({5'000'000}, zeros))).shape() == ad::Shape{5'000'000}));
}

BOOST_AUTO_TEST_CASE(errors_of_a_file_begin_with_its_path) {
    const auto path = std::filesystem::temp_directory_path() / fmt::format("surefoot-idx-{}", std::random_device{}());
    const auto names_it = [&](const std::runtime_error& e) { return std::string(e.what()).starts_with(path.string()); };
    BOOST_CHECK_EXCEPTION(nn::load_idx(path), std::runtime_error, names_it);
    std::ofstream(path) << "nonsense";
    BOOST_CHECK_EXCEPTION(nn::load_idx(path), std::runtime_error, names_it);
    std::ofstream(path, std::ios::trunc) << packed(idx_file({3}, "abc"));
    BOOST_TEST(nn::load_idx(path).values()[2] == 'c');
    std::filesystem::remove(path);
}

BOOST_AUTO_TEST_SUITE_END()
