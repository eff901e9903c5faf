// JSON: a text of it as a value, and back. https://www.rfc-editor.org/rfc/rfc8259
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "autodiff/function_ref.hpp"

namespace surefoot::nn {

// null, true or false, a number, a string, an array or an object. Whole numbers that fit 64 bits are kept exactly, all
// others as a double.
class Json {
  public:
    using Array = std::vector<Json>;
    using Object = std::vector<std::pair<std::string, Json>>;  // in the order of the text

    Json() = default;  // null
    Json(bool value) : value_(value) {}
    template <std::integral Integer>
    Json(Integer value);
    Json(double value) : value_(value) {}
    Json(const char* value) : Json(std::string(value)) {}
    Json(std::string value) : value_(std::make_unique<std::string>(std::move(value))) {}
    Json(Array value) : value_(std::make_unique<Array>(std::move(value))) {}
    Json(Object value) : value_(std::make_unique<Object>(std::move(value))) {}

    // The most that a text may hold, so that what is held of it stays in proportion to it.
    struct Limits {
        int depth;  // of arrays and objects in one another
        std::size_t array = std::numeric_limits<std::size_t>::max();
    };
    // Of members of one name in an object the last counts. Throws std::runtime_error for text that is no JSON, with the
    // place and what is wrong there, and for what is beyond a limit.
    static Json parse(std::string_view text, const Limits& limits);
    // Calls f with each member of the object that the text is, those of one name too, and keeps none. Throws as parse does,
    // and for text that is no object.
    static void parse_members(std::string_view text, const Limits& limits,
                              ad::FunctionRef<void(const std::string& name, const Json& value)> f);
    // On one line, or with each member and entry on a line of its own, indented so many spaces a level. Throws
    // std::runtime_error for strings that are no UTF-8.
    std::string dump(int indent = -1) const;

    bool is_boolean() const { return holds<bool>(); }
    bool is_number() const { return is_integer() || holds<double>(); }
    bool is_integer() const { return holds<std::int64_t>() || is_unsigned(); }
    bool is_unsigned() const { return holds<std::uint64_t>(); }  // whole, and without a sign
    bool is_string() const { return holds<std::unique_ptr<std::string>>(); }
    bool is_array() const { return holds<std::unique_ptr<Array>>(); }
    bool is_object() const { return holds<std::unique_ptr<Object>>(); }

    // Throw std::runtime_error when it is of another kind.
    bool boolean() const;
    double number() const;  // of any number, rounded
    std::uint64_t unsigned_integer() const;
    const std::string& string() const;
    const Array& array() const;
    const Object& object() const;

    const Json* find(std::string_view name) const;  // null when it is no object or has no such member
    const Json& at(std::string_view name) const;    // throws std::runtime_error then

  private:
    template <class T>
    bool holds() const {
        return std::holds_alternative<T>(value_);
    }

    // A whole number without a sign is unsigned; -0 is a double.
    std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::unique_ptr<std::string>,
                 std::unique_ptr<Array>, std::unique_ptr<Object>>
        value_;
};

template <std::integral Integer>
Json::Json(Integer value) {
    if (std::cmp_less(value, 0))
        value_ = static_cast<std::int64_t>(value);
    else
        value_ = static_cast<std::uint64_t>(value);
}

}  // namespace surefoot::nn
