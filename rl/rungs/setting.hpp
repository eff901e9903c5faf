// Setting: one thing about a run that `--set key=value` changes, with its bounds and a line of help.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace surefoot::rl {

// The user's mistake, in one line that says what is wrong and what would be right.
struct ConfigError : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

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

// The one of `names` that takes the fewest edits to reach from `name`, capitals aside.
std::string nearest(const std::string& name, const std::vector<std::string>& names);
// Throws ConfigError, naming the nearest and listing all, for a name that is not one of them.
void expect_known(const std::string& what, const std::string& name, const std::vector<std::string>& names);

}  // namespace surefoot::rl
