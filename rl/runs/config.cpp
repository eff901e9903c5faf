#include "rl/runs/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <sstream>
#include <typeinfo>

#include "nn/storage/json.hpp"
#include "rl/envs/environments.hpp"
#include "rl/policies/policies.hpp"

namespace surefoot::rl {

using nn::Json;

TrainConfig::TrainConfig(const std::string& algorithm, const std::string& env)
    : algorithm(algorithm), env(env), rung(rl::rung(algorithm).settings()) {}

std::vector<std::string> algorithms() {
    std::vector<std::string> names;
    for (const Rung& rung : rungs()) names.push_back(rung.name);
    return names;
}

namespace {

// Calls f with each word of a text.
template <class F>
void each_word(const std::string& text, F f) {
    std::istringstream in(text);
    for (std::string word; in >> word;) f(word);
}

bool names(const std::string& list, const std::string& name) {
    bool found = false;
    each_word(list, [&](const std::string& word) { found = found || word == "*" || word == name; });
    return found;
}

// With those that have options of their own on the command line.
std::vector<Setting> all_settings(TrainConfig& config) {
    std::vector<Setting> list = settings(config);
    list.push_back({"steps", &config.steps, 1, static_cast<double>(max_steps), "environment steps of the whole run"});
    list.push_back({"num_envs", &config.num_envs, 1, max_num_envs, "environments side by side"});
    return list;
}

std::vector<std::string> keys_of_all_rungs() {
    std::vector<std::string> keys;
    for (const Rung& rung : rungs()) {
        TrainConfig config(rung.name);
        for (const Setting& s : all_settings(config)) keys.push_back(s.key);
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

// What some rung has a setting for and this one has not is passed over.
void apply(TrainConfig& config, const std::string& changes) {
    const std::vector<Setting> list = all_settings(config);
    each_word(changes, [&](const std::string& change) {
        const std::size_t equals = change.find('=');
        const std::string key = change.substr(0, equals);
        const auto found = std::find_if(list.begin(), list.end(), [&](const Setting& s) { return s.key == key; });
        if (found != list.end())
            assign(*found, change.substr(equals + 1));
        else
            expect_known("setting among the defaults of " + config.env, key, keys_of_all_rungs());
    });
}

}  // namespace

TrainConfig default_config(const std::string& algorithm, const std::string& env) {
    expect_known("algorithm", algorithm, algorithms());
    const Environment& environment = find_environment(env);
    TrainConfig config(algorithm, env);
    for (const Default& row : environment.defaults)
        if (names(row.algorithms, algorithm)) apply(config, row.settings);
    return config;
}

std::vector<Setting> settings(TrainConfig& c) {
    std::vector<Setting> list{
        {"batch_steps", &c.batch_steps, 1, 1e7, "environment steps of an iteration"},
        {"gamma", &c.gamma, 0, 1, "discount γ"},
        choice("policy", c.policy, policy_names(), "its kind"),
        choice("network", c.network, networks(), "of the policy and the value function; auto: by what is observed"),
        {"hidden", &c.hidden, 1, 4096, "widths of the hidden layers, as 64,64"},
        {"initial_log_std", &c.initial_log_std, -20, 5, "log standard deviation of a Gaussian policy before training"},
        flag("normalize_observations", c.normalize_observations, "by their running mean and deviation"),
        {"normalizer_max_kl", &c.normalizer_max_kl, 0, 100, "how far an update of these may move the policy, in nats"},
    };
    for (Setting& setting : c.rung->list()) list.push_back(std::move(setting));
    return list;
}

std::string value_of(const TrainConfig& config, const std::string& key) {
    TrainConfig copy = config;
    for (const Setting& setting : settings(copy))
        if (setting.key == key) return text(setting);
    return "";
}

namespace {

const Setting& find(const std::vector<Setting>& list, const TrainConfig& config, const std::string& key) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const Setting& s) { return s.key == key; });
    if (found != list.end()) return *found;
    std::vector<std::string> keys;
    for (const Setting& s : list) keys.push_back(s.key);
    expect_known("setting of " + config.algorithm, key, keys);  // throws
    throw std::logic_error("a setting that is known and not there");
}

}  // namespace

void set(TrainConfig& config, const std::string& key, const std::string& text) {
    const std::vector<Setting> list = settings(config);
    assign(find(list, config, key), text);
}

void check(const TrainConfig& config) {
    const TrainConfig usual = default_config(config.algorithm, config.env);
    const RungSettings &own = *config.rung.operator->(), &its = *usual.rung.operator->();
    if (typeid(own) != typeid(its))
        throw ConfigError(fmt::format("algorithm: the settings are not those of {}", config.algorithm));
    TrainConfig copy = config;
    for (const Setting& s : all_settings(copy)) assign(s, text(s));
}

std::string to_json(const TrainConfig& config) {
    const auto json_of = [](const auto* value) -> Json {
        if constexpr (std::is_same_v<decltype(value), const std::vector<int>*>)
            return Json::Array(value->begin(), value->end());
        else
            return *value;
    };
    Json::Object whole, of_settings;
    TrainConfig copy = config;
    for (const Setting& s : settings(copy)) of_settings.emplace_back(s.key, std::visit(json_of, s.value));
    whole.emplace_back("algorithm", config.algorithm);
    whole.emplace_back("env", config.env);
    whole.emplace_back("seed", config.seed);
    whole.emplace_back("steps", config.steps);
    whole.emplace_back("num_envs", config.num_envs);
    if (!config.from.empty()) whole.emplace_back("from", config.from);
    whole.emplace_back("settings", std::move(of_settings));
    return Json(std::move(whole)).dump(2) + "\n";
}

namespace {

template <class Integer>
Integer count(const Json& json, const char* key) {
    const Json& value = json.at(key);
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<Integer>::max());
    if (value.is_unsigned() && value.unsigned_integer() <= most) return static_cast<Integer>(value.unsigned_integer());
    throw ConfigError(fmt::format("{}: {} is out of range; it must be a whole number from 0 to {}", key, value.dump(),
                                  std::numeric_limits<Integer>::max()));
}

// A setting's value as `--set` would take it, of the kind that it has.
std::string text_of(const Setting& s, const Json& value) {
    const auto expect = [&](bool holds, const char* kind) {
        if (!holds) throw ConfigError(fmt::format("{}: {} is not {}", s.key, value.dump(), kind));
    };
    if (std::holds_alternative<std::string*>(s.value)) {
        expect(value.is_string(), "a word");
        return value.string();
    }
    if (std::holds_alternative<bool*>(s.value)) {
        expect(value.is_boolean(), "true or false");
        return value.dump();
    }
    if (!std::holds_alternative<std::vector<int>*>(s.value)) {
        expect(value.is_number(), "a number");
        return value.dump();
    }
    expect(value.is_array(), "a list of whole numbers");
    std::string list;
    for (const Json& entry : value.array()) {
        expect(entry.is_integer(), "a list of whole numbers");
        list += fmt::format("{}{}", list.empty() ? "" : ",", entry.dump());
    }
    return list;
}

}  // namespace

TrainConfig config_from_json(std::string_view text) {
    try {
        const Json json = Json::parse(text, {.depth = 3});
        for (const auto& [key, value] : json.object())
            expect_known("part of a configuration", key,
                         {"algorithm", "env", "seed", "steps", "num_envs", "from", "settings"});
        TrainConfig config = default_config(json.at("algorithm").string(), json.at("env").string());
        config.seed = count<std::uint64_t>(json, "seed");
        config.steps = count<std::int64_t>(json, "steps");
        config.num_envs = count<int>(json, "num_envs");
        if (const Json* from = json.find("from")) config.from = from->string();
        const std::vector<Setting> list = settings(config);
        for (const auto& [key, value] : json.at("settings").object()) {
            const Setting& s = find(list, config, key);
            assign(s, text_of(s, value));
        }
        check(config);
        return config;
    } catch (const std::runtime_error& e) { throw ConfigError(fmt::format("not a configuration: {}", e.what())); }
}

namespace {

// What config.json has, by key, as `--set` would take it.
std::vector<std::pair<std::string, std::string>> parts(const TrainConfig& config) {
    TrainConfig copy = config;
    std::vector<std::pair<std::string, std::string>> list{{"algorithm", config.algorithm},
                                                          {"env", config.env},
                                                          {"seed", fmt::format("{}", config.seed)},
                                                          {"steps", fmt::format("{}", config.steps)},
                                                          {"num_envs", fmt::format("{}", config.num_envs)},
                                                          {"from", config.from}};
    for (const Setting& s : settings(copy)) list.emplace_back(s.key, text(s));
    return list;
}

}  // namespace

std::string first_difference(const TrainConfig& a, const TrainConfig& b) {
    const auto ours = parts(a), theirs = parts(b);
    for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i)
        if (ours[i] != theirs[i]) {
            const auto shown = [](const std::string& value) { return value.empty() ? "nothing" : value; };
            return fmt::format("{} is {}, not {}", theirs[i].first, shown(ours[i].second), shown(theirs[i].second));
        }
    return ours.size() == theirs.size() ? "" : "one has settings that the other has not";
}

}  // namespace surefoot::rl
