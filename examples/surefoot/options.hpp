// What options of the command line say, read from their text: every mistake gets the same kind of message.
#pragma once

#include <fmt/format.h>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "rl/config.hpp"

namespace surefoot {

// Throws rl::ConfigError, naming the option, for text that is not a whole number from `low` to `high`.
template <class Number>
Number whole_number(const char* option, const std::string& text, Number low, Number high) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < low || value > high)
        throw rl::ConfigError(fmt::format("{} {}: it must be a whole number from {} to {}", option, text, low, high));
    return value;
}

// Throws rl::ConfigError, naming the option, for text that is not a finite number of at least `low`.
double real_number(const char* option, const std::string& text, double low = std::numeric_limits<double>::lowest());

std::uint64_t seed_from(const char* option, const std::string& text);
std::vector<std::uint64_t> seeds_from(const std::string& text);  // "0..9" or "0,3,5"

// Lets the work be shared by so many threads; by all cores when nothing is said.
void set_threads(const std::optional<std::string>& threads);

}  // namespace surefoot
