// The lab of the book's pages: each experiment is an object that a page asks questions, in JSON both ways.
//
// It is compiled for browsers, where lab.js asks, and for this machine, where the tests do and get the same numbers.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>

#include "nn/storage/json.hpp"

namespace surefoot::browser {

using nn::Json;

class Experiment {
  public:
    virtual ~Experiment() = default;
    // The answer to a question, `with` its details. Throws for a question that it has no answer to, with words for the reader.
    virtual Json answer(const std::string& question, const Json& with) = 0;
};

// By name: tape, reinforce, cliff, field, quadratic, bound, trpo, race. Throws std::invalid_argument for any other.
std::unique_ptr<Experiment> make_experiment(const std::string& name);

// A request as a page sends it, {"id": …, "experiment": …, "question": …, "with": {…}}, and the reply, {"answer": …} or
// {"error": "…"}. Experiments live from the first request with their id until {"id": …, "question": "close"}.
std::string reply_to(const std::string& request);

// Pieces of answers.
template <class... Members>
Json object(Members&&... members) {  // std::pair(name, value)…
    Json::Object all;
    (all.emplace_back(members.first, Json(std::move(members.second))), ...);
    return all;
}
template <class Value>
std::pair<const char*, Value> is(const char* name, Value value) {
    return {name, std::move(value)};
}
template <class Numbers>
Json array(const Numbers& numbers) {
    Json::Array all;
    for (const auto& x : numbers) all.emplace_back(static_cast<double>(x));
    return all;
}
double number(const Json& with, const char* name, double otherwise);
std::string text(const Json& with, const char* name, const std::string& otherwise);

std::unique_ptr<Experiment> tape();
std::unique_ptr<Experiment> reinforce();
std::unique_ptr<Experiment> cliff();
std::unique_ptr<Experiment> field();
std::unique_ptr<Experiment> quadratic();
std::unique_ptr<Experiment> bound();
std::unique_ptr<Experiment> trpo();
std::unique_ptr<Experiment> race();

}  // namespace surefoot::browser
