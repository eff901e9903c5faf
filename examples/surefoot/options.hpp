// What options of the command line say, read from their text: every mistake gets the same kind of message.
#pragma once

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rl/runs/config.hpp"

namespace surefoot::program {

// A whole number, as 1000000 or 1e6. Throws rl::ConfigError, naming the option, for text that is none from `low` to `high`.
template <class Number>
Number whole_number(const char* option, const std::string& text, Number low, Number high) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool fits = error == std::errc() && end == text.data() + text.size();
    if (const auto whole = rl::whole_number(text); !fits && whole && std::in_range<Number>(*whole))
        fits = true, value = static_cast<Number>(*whole);
    if (!fits || value < low || value > high)
        throw rl::ConfigError(fmt::format("{} {}: it must be a whole number from {} to {}", option, text, low, high));
    return value;
}

// Throws rl::ConfigError, naming the option, for text that is not a finite number of at least `low`.
double real_number(const char* option, const std::string& text, double low = std::numeric_limits<double>::lowest());

std::uint64_t seed_from(const char* option, const std::string& text);
std::vector<std::uint64_t> seeds_from(const std::string& text);  // "0..9", "0-9" or "0,3,5"

// How many threads share the work: all cores when nothing is said, or those that are left to one rank of several.
int threads_from(const std::optional<std::string>& threads);

}  // namespace surefoot::program
