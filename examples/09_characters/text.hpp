// Text: what stands in the files of a folder, as numbers of symbols; some of it to learn from, some to be judged by.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace surefoot::characters {

struct Text {
    std::vector<std::string> symbols;  // each a character in UTF-8; number 0 stands for all that are rare
    std::vector<int> train, test;      // every tenth block of 1,000 characters is test

    int size() const { return static_cast<int>(symbols.size()); }
    // Characters that are no symbol are number 0. Throws std::runtime_error where it is not UTF-8.
    std::vector<int> numbers(std::string_view text) const;
    std::string text(const std::vector<int>& numbers) const;
};

// Of all files NAME.md of a folder, by name. A character that stands in them fewer than `rare` times is no symbol of its own.
// Throws std::runtime_error, which begins with the path, where there is no folder or no such file in it, or one is not UTF-8.
Text load(const std::filesystem::path& folder, int rare = 20);

// Bits per character of the test under an interpolated Markov model of this order that counted the training text (Witten and
// Bell 1991, method C): a context that was followed by n symbols, T of them different, gives a symbol that followed it c times
//     P(symbol | context) = (c + T P(symbol | shorter context)) / (n + T),
// and the shortest, of −1 symbols, makes all alike. Throws std::invalid_argument unless order ≥ 0.
double markov_bits(const Text& text, int order);

}  // namespace surefoot::characters
