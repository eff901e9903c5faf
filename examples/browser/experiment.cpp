#include "examples/browser/experiment.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

namespace surefoot::browser {

double number(const Json& with, const char* name, double otherwise) {
    const Json* value = with.find(name);
    return value ? value->number() : otherwise;
}
std::string text(const Json& with, const char* name, const std::string& otherwise) {
    const Json* value = with.find(name);
    return value ? value->string() : otherwise;
}

std::unique_ptr<Experiment> make_experiment(const std::string& name) {
    static const std::map<std::string, std::unique_ptr<Experiment> (*)()> all{
        {"tape", tape},           {"reinforce", reinforce}, {"cliff", cliff}, {"field", field},
        {"quadratic", quadratic}, {"bound", bound},         {"trpo", trpo},   {"race", race}};
    const auto found = all.find(name);
    if (found == all.end()) throw std::invalid_argument(fmt::format("there is no experiment {}", name));
    return found->second();
}

std::string reply_to(const std::string& request) {
    static std::map<std::uint64_t, std::unique_ptr<Experiment>> open;
    try {
        const Json asked = Json::parse(request, {.depth = 8});
        const std::uint64_t id = asked.at("id").unsigned_integer();
        const std::string question = asked.at("question").string();
        if (question == "close") {
            open.erase(id);
            return object(is("answer", Json())).dump();
        }
        std::unique_ptr<Experiment>& experiment = open[id];
        if (!experiment) experiment = make_experiment(asked.at("experiment").string());
        const Json* with = asked.find("with");
        const Json nothing;
        return object(is("answer", experiment->answer(question, with ? *with : nothing))).dump();
    } catch (const std::exception& error) { return object(is("error", std::string(error.what()))).dump(); }
}

}  // namespace surefoot::browser
