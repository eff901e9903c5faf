#include "rl/rungs/setting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <locale>
#include <sstream>

namespace surefoot::rl {
namespace {

[[noreturn]] void out_of_range(const Setting& s, const std::string& text) {
    const std::string low = s.low == above_zero ? "above 0" : fmt::format("at least {}", s.low);
    throw ConfigError(fmt::format("{}: {} is out of range; it must be {} and at most {}", s.key, text, low, s.high));
}

// All of a text as a number; infinite where it overflows.
std::optional<double> real_number(std::string_view text) {
    std::istringstream in{std::string(text)};  // std::from_chars would do, had every standard library it for double
    in.imbue(std::locale::classic());
    double value{};
    in >> std::noskipws >> value;
    const bool overflowed = in.fail() && std::abs(value) == std::numeric_limits<double>::max();
    if (overflowed) return std::copysign(std::numeric_limits<double>::infinity(), value);
    if (in.fail() || !in.eof()) return {};
    return value;
}

// A number within the setting's bounds.
template <class Number>
Number parse(const Setting& s, const std::string& text) {
    const std::optional<double> real = real_number(text);
    if (!real) throw ConfigError(fmt::format("{}: `{}` is not a number", s.key, text));
    if constexpr (std::is_integral_v<Number>) {
        const std::optional<std::int64_t> whole = whole_number(text);
        if (!whole && *real != std::floor(*real))
            throw ConfigError(fmt::format("{}: `{}` is not a whole number", s.key, text));
        if (!whole || !(*real >= s.low && *real <= s.high)) out_of_range(s, text);
        return static_cast<Number>(*whole);
    } else {
        if (!(*real >= s.low && *real <= s.high)) out_of_range(s, text);
        return *real;
    }
}

}  // namespace

Setting flag(const std::string& key, bool& value, const std::string& help) {
    return {key, &value, 0, 0, help, {"true", "false"}};
}

Setting choice(const std::string& key, std::string& value, const std::vector<std::string>& of,
               const std::string& help) {
    return {key, &value, 0, 0, help, of};
}

void assign(const Setting& s, const std::string& text) {
    if (auto* whole = std::get_if<int*>(&s.value)) {
        **whole = parse<int>(s, text);
    } else if (auto* large = std::get_if<std::int64_t*>(&s.value)) {
        **large = parse<std::int64_t>(s, text);
    } else if (auto* real = std::get_if<double*>(&s.value)) {
        **real = parse<double>(s, text);
    } else if (auto* flag = std::get_if<bool*>(&s.value)) {
        expect_known(s.key, text, s.choices);
        **flag = text == "true";
    } else if (auto* word = std::get_if<std::string*>(&s.value)) {
        expect_known(s.key, text, s.choices);
        **word = text;
    } else {
        std::vector<int> widths;
        for (std::size_t at = 0; at <= text.size() && !text.empty();) {
            const std::size_t comma = std::min(text.find(',', at), text.size());
            widths.push_back(parse<int>(s, text.substr(at, comma - at)));
            at = comma + 1;
        }
        if (widths.size() > 16)
            throw ConfigError(
                fmt::format("{}: {} layers are out of range; there can be at most 16", s.key, widths.size()));
        *std::get<std::vector<int>*>(s.value) = widths;
    }
}

std::string text(const Setting& setting) {
    struct {
        std::string operator()(const int* v) const { return fmt::format("{}", *v); }
        std::string operator()(const std::int64_t* v) const { return fmt::format("{}", *v); }
        std::string operator()(const double* v) const { return fmt::format("{}", *v); }
        std::string operator()(const bool* v) const { return *v ? "true" : "false"; }
        std::string operator()(const std::vector<int>* v) const {
            std::string joined;
            for (const int width : *v) joined += fmt::format("{}{}", joined.empty() ? "" : ",", width);
            return joined;
        }
        std::string operator()(const std::string* v) const { return *v; }
    } printed;
    return std::visit(printed, setting.value);
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (error == std::errc() && end == text.data() + text.size()) return whole;
    const std::optional<double> real = real_number(text);  // 1e6
    if (!real || *real != std::floor(*real) || std::abs(*real) > 0x1p53) return {};
    return static_cast<std::int64_t>(*real);
}

}  // namespace surefoot::rl
