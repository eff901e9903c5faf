// Whatever a checkpoint, a configuration or an idx file has become, it either loads to what it says or is refused with a message, and
// reading it takes memory in proportion to it. 20,000 mutations of each; SUREFOOT_TEST_SEED repeats a test.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>

#include "nn/storage/gzip.hpp"
#include "nn/storage/idx.hpp"
#include "nn/storage/safetensors.hpp"
#include "rl/runs/trainer.hpp"
#include "tests/memory/heap.hpp"
#include "tests/nn/storage/packed.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(mutation)

namespace {

constexpr int mutations = 20'000;

std::uint64_t test_seed() {
    const char* given = std::getenv("SUREFOOT_TEST_SEED");
    const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    BOOST_TEST_MESSAGE("SUREFOOT_TEST_SEED=" << seed);
    return seed;
}

std::size_t place(const std::string& text, nn::Rng& rng) {
    return static_cast<std::size_t>(rng.below(static_cast<int>(text.size()) + 1));
}

// One thing that can become of bytes.
void mutate(std::string& bytes, nn::Rng& rng) {
    static const std::string tokens[] = {
        "0",
        "-1",
        "1.5",
        "1e309",
        "4294967297",
        "9223372036854775807",
        "18446744073709551616",
        "null",
        "true",
        "\"\"",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "\\u0000",
        "[[[[[[[[",
        "{\"a\":{\"a\":{\"a\":",
        "\xff\xfe",
        "F16",
        "U64",
    };
    const std::size_t at = place(bytes, rng), length = static_cast<std::size_t>(1 + rng.below(16));
    switch (rng.below(8)) {
        case 0:  // a bit flips
            if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ 1 << rng.below(8));
            break;
        case 1:  // some bytes become others
            for (std::size_t k = at; k < std::min(at + length, bytes.size()); ++k)
                bytes[k] = static_cast<char>(rng.below(256));
            break;
        case 2:
            bytes.erase(at, length);
            break;
        case 3:
            bytes.insert(at, bytes.substr(place(bytes, rng), length));
            break;
        case 4:
            bytes.resize(at);
            break;
        case 5:
            bytes.insert(at, tokens[rng.below(std::size(tokens))]);
            break;
        case 6: {  // a number becomes another
            const std::size_t digit = bytes.find_first_of("0123456789", at);
            if (digit == bytes.npos) break;
            const std::size_t end = std::min(bytes.find_first_not_of("0123456789.", digit), bytes.size());
            bytes.replace(digit, end - digit, tokens[rng.below(8)]);
            break;
        }
        default: {  // the length of the header becomes another
            const std::uint64_t size = rng() >> rng.below(64);
            if (bytes.size() >= 8) std::memcpy(bytes.data(), &size, 8);
        }
    }
}

std::string mutated(std::string bytes, nn::Rng& rng) {
    for (int k = 1 + rng.below(3); k > 0; --k) mutate(bytes, rng);
    return bytes;
}

// A checkpoint of which one part became another, with a digest that fits.
nn::SafeTensors changed(nn::SafeTensors contents, nn::Rng& rng) {
    auto entry = contents.arrays.begin();
    std::advance(entry, rng.below(static_cast<int>(contents.arrays.size())));
    const std::string name = entry->first;
    switch (rng.below(5)) {
        case 0:
            contents.arrays.erase(entry);
            break;
        case 1: {
            const nn::StoredArray& other = std::next(contents.arrays.begin(), rng.below(5))->second;
            contents.arrays.insert_or_assign(name, other);
            break;
        }
        case 2: {
            std::string bytes(entry->second.bytes());
            for (char& byte : bytes) byte = static_cast<char>(rng.below(256));
            contents.arrays.insert_or_assign(name, nn::StoredArray(entry->second.type(), entry->second.shape(), bytes));
            break;
        }
        case 3: {
            const auto n = static_cast<std::size_t>(rng.below(200));
            contents.arrays.insert_or_assign(
                name, nn::StoredArray({static_cast<int>(n)}, std::vector<std::uint64_t>(n, rng())));
            break;
        }
        default:
            auto text = contents.metadata.begin();
            std::advance(text, rng.below(static_cast<int>(contents.metadata.size())));
            mutate(text->second, rng);
            for (char& c : text->second) c = static_cast<char>(c & 0x7f);  // text it must stay
    }
    return contents;
}

// The same numbers; in the build's precision, when the file has them in the other.
bool same(const nn::StoredArray& a, const nn::StoredArray& b) {
    return a.bytes() == b.bytes() || (a.type() != b.type() && same_bits(a.tensor(), b.tensor()));
}

struct Count {
    int loaded = 0, refused = 0;
};

// Reads something within a bound on memory: a multiple of its size, and what a message or a table takes in any case.
template <class Read>
auto within(std::size_t size, Read read) {
    heap::reset_peak();
    const long before = heap::bytes();
    struct Held {
        long before, most;
        ~Held() {
            const long taken = heap::peak() - before;
            if (taken > most) BOOST_ERROR(fmt::format("{} bytes taken, {} allowed", taken, most));
        }
    } held{before, static_cast<long>(4 * size) + 24'000};
    return read();
}

rl::TrainConfig tiny_run() {
    rl::TrainConfig config = small_run("trpo");
    config.hidden = {2}, config.batch_steps = 16;
    rl::set(config, "value_epochs", "1");
    return config;
}

}  // namespace

BOOST_AUTO_TEST_CASE(checkpoints) {
    const rl::TrainConfig config = tiny_run();
    rl::Trainer trainer(config);
    trainer.iterate();
    const nn::SafeTensors contents = trainer.checkpoint();
    const std::string sealed = nn::to_safetensors(contents);
    std::string open = sealed;  // without a digest, so that what follows it is reached
    open.replace(open.find("\"digest\""), 8, "\"digits\"");

    nn::Rng rng(test_seed(), "mutation");
    Count sealed_ones, open_ones, changed_ones;
    for (int k = 0; k < mutations; ++k) {
        Count& count = k % 3 == 0 ? sealed_ones : k % 3 == 1 ? open_ones : changed_ones;
        const std::string file = k % 3 == 0   ? mutated(sealed, rng)
                                 : k % 3 == 1 ? mutated(open, rng)
                                              : nn::to_safetensors(changed(contents, rng));
        try {
            const nn::SafeTensors read = within(file.size(), [&] { return nn::parse_safetensors(file); });
            if (k % 3 == 0) {
                if (read.metadata.contains("digest")) BOOST_TEST((file == sealed));  // nothing had changed after all
                continue;
            }
            rl::Trainer restored = within(file.size(), [&] { return rl::Trainer(config, read); });
            const nn::SafeTensors again = restored.checkpoint();
            for (const auto& [name, array] : again.arrays)
                if (!same(array, read.arrays.at(name))) BOOST_ERROR(name << " is not what the file says");
            if (++count.loaded % 8 == 0) restored.iterate();  // may find that what it goes on from is not finite
        } catch (const std::exception& e) {
            ++count.refused;
            if (std::strlen(e.what()) == 0) BOOST_ERROR("refused without a message");
        }
    }
    BOOST_TEST(sealed_ones.loaded == 0);
    BOOST_TEST((open_ones.loaded > 50 && changed_ones.loaded > 500));
    BOOST_TEST_MESSAGE("loaded and refused: " << open_ones.loaded << " and " << open_ones.refused
                                              << " without a digest, " << changed_ones.loaded << " and "
                                              << changed_ones.refused << " with");
}

BOOST_AUTO_TEST_CASE(configurations) {
    const std::string original = rl::to_json(tiny_run());
    nn::Rng rng(test_seed(), "mutation");
    Count count;
    for (int k = 0; k < mutations; ++k) {
        const std::string text = mutated(original, rng);
        try {
            const rl::TrainConfig config = within(text.size(), [&] { return rl::config_from_json(text); });
            ++count.loaded;
            rl::check(config);
            if (rl::to_json(rl::config_from_json(rl::to_json(config))) != rl::to_json(config))
                BOOST_ERROR("not what it was written as: " << text);
        } catch (const rl::ConfigError& e) {
            ++count.refused;
            if (std::strlen(e.what()) == 0) BOOST_ERROR("refused without a message");
        }
    }
    BOOST_TEST(count.loaded > 100);
    BOOST_TEST_MESSAGE(count.loaded << " loaded, " << count.refused << " refused");
}

BOOST_AUTO_TEST_CASE(idx_files) {
    nn::Rng rng(test_seed(), "mutation");
    std::string pictures(600, '\0');
    for (char& byte : pictures) byte = static_cast<char>(rng.below(4));
    const std::string plain = tests::idx_file({6, 10, 10}, pictures), packed = tests::packed(plain);
    Count count;
    for (int k = 0; k < mutations; ++k) {
        const bool unpacked = k % 3 == 0;  // or packed, and damaged before or after that
        std::string file = unpacked ? mutated(plain, rng) : mutated(packed, rng);
        if (k % 3 == 1) file = tests::packed(mutated(plain, rng));
        try {
            const nn::IdxBytes read =
                within((unpacked ? 1 : nn::most_packed) * file.size(), [&] { return nn::parse_idx(file); });
            ++count.loaded;
            if (read.values().size() != static_cast<std::size_t>(read.shape().size())) BOOST_ERROR("not all is there");
        } catch (const std::runtime_error& e) {
            ++count.refused;
            if (std::strlen(e.what()) == 0) BOOST_ERROR("refused without a message");
        }
    }
    BOOST_TEST(count.loaded > 100);
    BOOST_TEST_MESSAGE(count.loaded << " loaded, " << count.refused << " refused");
}

BOOST_AUTO_TEST_SUITE_END()
