// Setting: one thing about a run that `--set key=value` changes, with its bounds and a line of help.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rl/names.hpp"

namespace surefoot::rl {

struct Setting {
    std::string key;
    std::variant<int*, std::int64_t*, double*, bool*, std::vector<int>*, std::string*>
        value;         // into the object that lists it
    double low, high;  // the numbers allowed, ends included
    std::string help;
    std::vector<std::string> choices = {};  // the words allowed, when the value is one
};

constexpr double above_zero = std::numeric_limits<double>::min();  // the smallest bound above 0

Setting flag(const std::string& key, bool& value, const std::string& help);
Setting choice(const std::string& key, std::string& value, const std::vector<std::string>& of, const std::string& help);

std::string text(const Setting& setting);  // its value, as `--set` would take it
// Sets it from text. Throws ConfigError for text that is no such value, and one out of range.
void assign(const Setting& setting, const std::string& text);

// A whole number written as such or as 1e6; nothing for other text, and for what is beyond 2⁵³ in the second way.
std::optional<std::int64_t> whole_number(std::string_view text);

}  // namespace surefoot::rl
