#include "examples/09_characters/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <unordered_map>

#include "nn/storage/file.hpp"

namespace surefoot::characters {
namespace {

// How many bytes the character that begins here has; 0 where none does.
std::size_t length_of_character(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
    if (length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (static_cast<unsigned char>(text[i]) >> 6 != 2) return 0;
    return length;
}

std::vector<std::string> characters(std::string_view text) {
    std::vector<std::string> all;
    while (!text.empty()) {
        const std::size_t length = length_of_character(text);
        if (length == 0) throw std::runtime_error("it is not UTF-8");
        all.emplace_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return all;
}

std::vector<int> numbers_of(const std::vector<std::string>& characters, const std::vector<std::string>& symbols) {
    std::unordered_map<std::string, int> number;
    for (std::size_t i = 1; i < symbols.size(); ++i) number[symbols[i]] = static_cast<int>(i);
    std::vector<int> all;
    for (const std::string& character : characters) {
        const auto found = number.find(character);
        all.push_back(found == number.end() ? 0 : found->second);
    }
    return all;
}

}  // namespace

std::vector<int> Text::numbers(std::string_view text) const { return numbers_of(characters(text), symbols); }

std::string Text::text(const std::vector<int>& numbers) const {
    std::string all;
    for (const int number : numbers) all += symbols.at(static_cast<std::size_t>(number));
    return all;
}

Text load(const std::filesystem::path& folder, int rare) {
    std::vector<std::filesystem::path> files;
    if (std::filesystem::is_directory(folder))
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            if (entry.path().extension() == ".md") files.push_back(entry.path());
    if (files.empty()) throw std::runtime_error(fmt::format("{}: no file NAME.md is there to read", folder.string()));
    std::ranges::sort(files);
    std::vector<std::vector<std::string>> contents;
    std::map<std::string, int> count;
    for (const auto& file : files) {
        try {
            contents.push_back(characters(nn::read_file(file, std::uint64_t{1} << 30)));
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(fmt::format("{}: {}", file.string(), error.what()));
        }
        for (const std::string& character : contents.back()) ++count[character];
    }
    Text text{.symbols = {"□"}, .train = {}, .test = {}};
    for (const auto& [character, times] : count)
        if (times >= rare && character != text.symbols[0]) text.symbols.push_back(character);
    constexpr std::size_t block = 1000;
    std::size_t place = 0;
    for (const auto& content : contents)
        for (const int number : numbers_of(content, text.symbols))
            (place++ / block % 10 == 9 ? text.test : text.train).push_back(number);
    return text;
}

double markov_bits(const Text& text, int order) {
    if (order < 0) throw std::invalid_argument("a Markov model has an order of at least 0");
    struct Followers {
        std::unordered_map<int, int> times;
        int all = 0;
    };
    // The context of the k symbols before a place, as a number; k = 0 is one context for all.
    const auto base = static_cast<std::uint64_t>(text.size()) + 1;
    const auto contexts = [&](const std::vector<int>& numbers, std::size_t place, auto&& with) {
        std::uint64_t key = 0, power = 1;
        for (std::size_t k = 0; k <= static_cast<std::size_t>(order) && k <= place; ++k) {
            if (k > 0) key += power * static_cast<std::uint64_t>(numbers[place - k] + 1), power *= base;
            with(k, key);
        }
    };
    std::vector<std::unordered_map<std::uint64_t, Followers>> followers(static_cast<std::size_t>(order) + 1);
    for (std::size_t i = 0; i < text.train.size(); ++i)
        contexts(text.train, i, [&](std::size_t k, std::uint64_t key) {
            Followers& f = followers[k][key];
            ++f.times[text.train[i]], ++f.all;
        });
    double bits = 0;
    for (std::size_t i = 0; i < text.test.size(); ++i) {
        double p = 1.0 / text.size();
        contexts(text.test, i, [&](std::size_t k, std::uint64_t key) {
            const auto found = followers[k].find(key);
            if (found == followers[k].end()) return;
            const Followers& f = found->second;
            const auto seen = f.times.find(text.test[i]);
            const double different = static_cast<double>(f.times.size());
            p = ((seen == f.times.end() ? 0 : seen->second) + different * p) / (f.all + different);
        });
        bits -= std::log2(p);
    }
    return bits / static_cast<double>(text.test.size());
}

}  // namespace surefoot::characters
