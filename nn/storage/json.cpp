#include "nn/storage/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

namespace surefoot::nn {
namespace {

using nlohmann::ordered_json;
using OnMember = ad::FunctionRef<void(const std::string&, const Json&)>;

// Of members of one name, keeps the last.
void drop_repeats(Json::Object& members) {
    std::set<std::string_view> later;
    std::vector<bool> keep(members.size());
    for (std::size_t i = members.size(); i-- > 0;) keep[i] = later.insert(members[i].first).second;
    if (later.size() == members.size()) return;
    Json::Object kept;
    for (std::size_t i = 0; i < members.size(); ++i)
        if (keep[i]) kept.push_back(std::move(members[i]));
    members = std::move(kept);
}

// Is told what stands in a text, piece by piece.
class Reader {
  public:
    Reader(const Json::Limits& limits, const OnMember* on_member) : limits_(limits), on_member_(on_member) {}

    Json take() { return std::move(root_); }

    bool null() { return add({}); }
    bool boolean(bool value) { return add(value); }
    bool number_integer(std::int64_t value) { return value == 0 ? add(-0.0) : add(value); }  // it has a sign
    bool number_unsigned(std::uint64_t value) { return add(value); }
    bool number_float(double value, const std::string&) { return add(value); }
    bool string(std::string& value) { return add(std::move(value)); }
    bool binary(ordered_json::binary_t&) { return false; }  // not in text
    bool key(std::string& name) {
        open_.back().name = std::move(name);
        return true;
    }
    bool start_object(std::size_t) { return open({.is_object = true}); }
    bool start_array(std::size_t) { return open({.is_object = false}); }
    bool end_object() {
        drop_repeats(open_.back().members);
        return close(std::move(open_.back().members));
    }
    bool end_array() { return close(std::move(open_.back().entries)); }
    [[noreturn]] bool parse_error(std::size_t, const std::string&, const ordered_json::exception& e) {
        throw std::runtime_error(e.what());
    }

  private:
    // An object or an array that has not ended.
    struct Open {
        bool is_object;
        std::string name = {};  // of the member that comes next
        Json::Object members = {};
        Json::Array entries = {};
    };

    bool open(Open begun) {
        if (std::cmp_equal(open_.size(), limits_.depth))
            throw std::runtime_error(fmt::format("it is nested deeper than {}", limits_.depth));
        open_.push_back(std::move(begun));
        return true;
    }
    bool close(Json whole) {
        open_.pop_back();
        return add(std::move(whole));
    }
    bool add(Json value) {
        if (open_.empty()) {
            root_ = std::move(value);
        } else if (Open& in = open_.back(); !in.is_object) {
            if (in.entries.size() == limits_.array)
                throw std::runtime_error(fmt::format("it has an array of more than {}", limits_.array));
            in.entries.push_back(std::move(value));
        } else if (on_member_ && open_.size() == 1) {
            (*on_member_)(in.name, value);
        } else {
            in.members.emplace_back(std::move(in.name), std::move(value));
        }
        return true;
    }

    const Json::Limits& limits_;
    const OnMember* on_member_;
    std::vector<Open> open_;
    Json root_;
};

Json read(std::string_view text, const Json::Limits& limits, const OnMember* on_member) {
    Reader reader(limits, on_member);
    ordered_json::sax_parse(text.begin(), text.end(), &reader);
    return reader.take();
}

[[noreturn]] void refuse(const char* kind) { throw std::runtime_error(fmt::format("it is not {}", kind)); }

}  // namespace

Json Json::parse(std::string_view text, const Limits& limits) { return read(text, limits, nullptr); }

void Json::parse_members(std::string_view text, const Limits& limits, OnMember f) {
    if (!read(text, limits, &f).is_object()) refuse("an object");
}

std::string Json::dump(int indent) const {
    const auto converted = [](const auto& self, const Json& json) -> ordered_json {
        if (json.is_array()) {
            ordered_json list = ordered_json::array();
            for (const Json& entry : json.array()) list.push_back(self(self, entry));
            return list;
        }
        if (json.is_object()) {
            ordered_json members = ordered_json::object();
            for (const auto& [name, value] : json.object()) members[name] = self(self, value);
            return members;
        }
        if (json.is_string()) return json.string();
        if (json.is_boolean()) return json.boolean();
        if (json.is_unsigned()) return json.unsigned_integer();
        if (json.is_integer()) return std::get<std::int64_t>(json.value_);
        if (json.is_number()) return json.number();
        return nullptr;
    };
    try {
        return converted(converted, *this).dump(indent);
    } catch (const ordered_json::exception& e) { throw std::runtime_error(e.what()); }
}

bool Json::boolean() const {
    if (!is_boolean()) refuse("true or false");
    return std::get<bool>(value_);
}

double Json::number() const {
    if (is_unsigned()) return static_cast<double>(std::get<std::uint64_t>(value_));
    if (is_integer()) return static_cast<double>(std::get<std::int64_t>(value_));
    if (!is_number()) refuse("a number");
    return std::get<double>(value_);
}

std::uint64_t Json::unsigned_integer() const {
    if (!is_unsigned()) refuse("a whole number without a sign");
    return std::get<std::uint64_t>(value_);
}

const std::string& Json::string() const {
    if (!is_string()) refuse("a string");
    return *std::get<std::unique_ptr<std::string>>(value_);
}

const Json::Array& Json::array() const {
    if (!is_array()) refuse("an array");
    return *std::get<std::unique_ptr<Array>>(value_);
}

const Json::Object& Json::object() const {
    if (!is_object()) refuse("an object");
    return *std::get<std::unique_ptr<Object>>(value_);
}

const Json* Json::find(std::string_view name) const {
    if (!is_object()) return nullptr;
    const auto found = std::find_if(object().begin(), object().end(), [&](const auto& m) { return m.first == name; });
    return found == object().end() ? nullptr : &found->second;
}

const Json& Json::at(std::string_view name) const {
    if (const Json* member = find(name)) return *member;
    throw std::runtime_error(fmt::format("it has no `{}`", name));
}

}  // namespace surefoot::nn
