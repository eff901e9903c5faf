#include "nn/storage/json.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

using namespace surefoot;

using nn::Json;

BOOST_AUTO_TEST_SUITE(json)

namespace {

Json parsed(const std::string& text) { return Json::parse(text, {.depth = 4}); }

std::string refusal(const std::function<void()>& call) {
    try {
        call();
    } catch (const std::runtime_error& e) { return e.what(); }
    return "nothing was refused";
}

bool says(const std::string& message, const std::string& part) { return message.find(part) != message.npos; }

}  // namespace

BOOST_AUTO_TEST_CASE(every_kind_is_read_as_what_it_is) {
    const Json json = parsed(R"({"yes": true, "no": null, "π": "é\n\u00e9", "list": [1, [], {}], "x": -2.5e-1})");
    BOOST_TEST((json.at("yes").is_boolean() && json.at("yes").boolean()));
    BOOST_TEST(json.at("π").string() == "é\né");
    BOOST_TEST(json.at("list").array().size() == 3);
    BOOST_TEST((json.at("list").array()[1].is_array() && json.at("list").array()[2].is_object()));
    BOOST_TEST(json.at("x").number() == -0.25);
    const Json* no = json.find("no");
    BOOST_REQUIRE(no);
    BOOST_TEST(!(no->is_boolean() || no->is_number() || no->is_string() || no->is_array() || no->is_object()));
    BOOST_TEST((!json.find("other") && !no->find("other")));
    for (const auto& refused : {std::function<void()>([&] { json.at("other"); }),
                                {[&] { no->at("x"); }},
                                {[&] { no->boolean(); }},
                                {[&] { json.at("yes").number(); }},
                                {[&] { json.string(); }},
                                {[&] { json.array(); }},
                                {[&] { no->object(); }},
                                {[&] { json.at("x").unsigned_integer(); }}})
        BOOST_CHECK_THROW(refused(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(whole_numbers_of_64_bits_are_exact) {
    for (const char* text : {"0", "1", "-1", "9007199254740993", "18446744073709551615", "-9223372036854775808"}) {
        const Json number = parsed(text);
        BOOST_TEST((number.is_integer() && number.is_number()), text);
        BOOST_TEST(number.is_unsigned() == (text[0] != '-'));
        BOOST_TEST(number.dump() == text);
    }
    BOOST_TEST(parsed("18446744073709551615").unsigned_integer() == std::numeric_limits<std::uint64_t>::max());
    BOOST_TEST(Json(std::numeric_limits<std::int64_t>::min()).dump() == "-9223372036854775808");
    for (const char* text : {"1.0", "1e3", "18446744073709551616", "-9223372036854775809", "-0"})
        BOOST_TEST((parsed(text).is_number() && !parsed(text).is_integer()), text);
    BOOST_TEST(std::signbit(parsed("-0").number()));
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_as_the_same) {
    const std::string text = R"({"z":[0.1,1e-300,-1.7976931348623157e+308,1.0],"a":{"":"\"\\\u0000"},"list":[]})";
    BOOST_TEST(parsed(text).dump() == text);  // in the order of the text
    BOOST_TEST(parsed("[true, {\"a\": 1}]").dump(2) == "[\n  true,\n  {\n    \"a\": 1\n  }\n]");
    Json::Object members;
    members.emplace_back("list", Json::Array(2));
    members.emplace_back("word", "x");
    members.emplace_back("yes", true);
    members.emplace_back("n", 3);
    members.emplace_back("x", 3.0);
    BOOST_TEST(Json(std::move(members)).dump() == R"({"list":[null,null],"word":"x","yes":true,"n":3,"x":3.0})");
    BOOST_CHECK_THROW(Json("\xff").dump(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(of_two_members_of_one_name_the_last_counts) {
    const Json json = parsed(R"({"a": 1, "b": 2, "a": 3, "c": {"d": 4, "d": 5}})");
    BOOST_TEST(json.at("a").unsigned_integer() == 3);
    BOOST_TEST(json.object().size() == 3);
    BOOST_TEST(json.at("c").dump() == R"({"d":5})");
}

BOOST_AUTO_TEST_CASE(members_come_one_at_a_time) {
    std::string told;
    const auto tell = [&](const std::string& name, const Json& value) { told += name + "=" + value.dump() + ";"; };
    Json::parse_members(R"({"a": 1, "b": {"c": [2]}, "a": 3})", {.depth = 3}, tell);
    BOOST_TEST(told == R"(a=1;b={"c":[2]};a=3;)");
    for (const char* other : {"[]", "[{\"a\": 1}]", "1", "null"})
        BOOST_TEST(says(refusal([&] { Json::parse_members(other, {.depth = 3}, tell); }), "it is not an object"),
                   other);
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_refused_with_the_place) {
    for (const char* text : {"", "{", "[1,]", "{\"a\" 1}", "nul", "01", "\"a", "[1] 2", "\"\xff\"", "\xef\xbb\xbf{"})
        BOOST_TEST(says(refusal([&] { parsed(text); }), "parse error at line 1, column "), text);
    BOOST_TEST(says(refusal([] { parsed("[1e999]"); }), "number overflow parsing '1e999'"));
}

BOOST_AUTO_TEST_CASE(what_is_beyond_a_limit_is_refused) {
    BOOST_TEST(parsed("[[[[0]]]]").is_array());
    BOOST_TEST(says(refusal([] { parsed("[[[[[]]]]]"); }), "nested deeper"));
    BOOST_TEST(says(refusal([] { parsed(R"({"a":{"a":{"a":{"a":{}}}}})"); }), "nested deeper"));
    BOOST_TEST(says(refusal([] { parsed(std::string(100'000, '[')); }), "nested deeper"));
    const Json::Limits three{.depth = 2, .array = 3};
    BOOST_TEST(Json::parse("[[1,2,3],[1,2,3],0]", three).array().size() == 3);
    BOOST_TEST(says(refusal([&] { Json::parse("[[1,2,3,4", three); }), "array of more than 3"));
}

BOOST_AUTO_TEST_SUITE_END()
