#include "rl/runs/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <locale>
#include <nlohmann/json.hpp>
#include <sstream>

#include "rl/envs/env.hpp"
#include "rl/runs/defaults.hpp"

namespace surefoot::rl {
namespace {

constexpr double tiny = std::numeric_limits<double>::min();  // the smallest number above 0

const std::vector<std::string> yes_or_no{"true", "false"};

std::string known(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    return list;
}

void expect_known(const char* what, const std::string& name, const std::vector<std::string>& names) {
    if (std::find(names.begin(), names.end(), name) == names.end())
        throw ConfigError(fmt::format("unknown {} `{}`: did you mean `{}`? There are {}", what, name,
                                      nearest(name, names), known(names)));
}

[[noreturn]] void out_of_range(const Setting& s, const std::string& text) {
    const std::string low = s.low == tiny ? "above 0" : fmt::format("at least {}", s.low);
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

void assign(const Setting& s, const std::string& text) {
    if (auto* whole = std::get_if<int*>(&s.value)) {
        **whole = parse<int>(s, text);
    } else if (auto* large = std::get_if<std::int64_t*>(&s.value)) {
        **large = parse<std::int64_t>(s, text);
    } else if (auto* real = std::get_if<double*>(&s.value)) {
        **real = parse<double>(s, text);
    } else if (auto* flag = std::get_if<bool*>(&s.value)) {
        expect_known(s.key.c_str(), text, s.choices);
        **flag = text == "true";
    } else if (auto* word = std::get_if<std::string*>(&s.value)) {
        expect_known(s.key.c_str(), text, s.choices);
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

}  // namespace

const std::vector<std::string>& algorithms() {
    static const std::vector<std::string> names{"reinforce", "vpg", "npg", "trpo", "ppo"};
    return names;
}

namespace {

// Calls f with each word of a text.
template <class F>
void each_word(const char* text, F f) {
    std::istringstream in(text);
    for (std::string word; in >> word;) f(word);
}

bool names(const char* list, const std::string& name) {
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

void apply(TrainConfig& config, const char* changes) {
    const std::vector<Setting> list = all_settings(config);
    each_word(changes, [&](const std::string& change) {
        const std::size_t equals = change.find('=');
        for (const Setting& s : list)
            if (s.key == change.substr(0, equals)) assign(s, change.substr(equals + 1));
    });
}

}  // namespace

TrainConfig default_config(const std::string& algorithm, const std::string& env) {
    expect_known("algorithm", algorithm, algorithms());
    if (const std::string missing = missing_for(env); !missing.empty()) throw ConfigError(missing);
    expect_known("environment", env, env_ids());
    TrainConfig config{.algorithm = algorithm, .env = env};
    for (const Default& row : defaults())
        if (names(row.algorithms, algorithm) && names(row.envs, env)) apply(config, row.settings);
    return config;
}

std::vector<Setting> settings(TrainConfig& c) {
    std::vector<Setting> list{
        {"batch_steps", &c.batch_steps, 1, 1e7, "environment steps of an iteration"},
        {"gamma", &c.gamma, 0, 1, "discount γ"},
        {"hidden", &c.hidden, 1, 4096, "widths of the hidden layers, as 64,64"},
        {"initial_log_std", &c.initial_log_std, -20, 5, "log standard deviation of a Gaussian policy before training"},
        {"normalize_observations", &c.normalize_observations, 0, 0, "by their running mean and deviation", yes_or_no},
        {"normalizer_max_kl", &c.normalizer_max_kl, 0, 100, "how far an update of these may move the policy, in nats"},
    };
    const auto add = [&list](Setting setting) { list.push_back(std::move(setting)); };
    const auto choice = [&add](const char* key, std::string& value, const std::vector<std::string>& of,
                               const char* help) {
        add({key, &value, 0, 0, help, of});
    };
    const auto natural_gradient = [&](double& max_kl, double& damping, ConjugateGradientConfig& cg, int& fvp_every) {
        add({"max_kl", &max_kl, tiny, 100, "radius δ of the trust region, in nats"});
        add({"anneal_max_kl", &c.anneal_max_kl, 0, 0, "δ falls linearly to 0 over the run's steps", yes_or_no});
        add({"cg_damping", &damping, 0, 1e6, "λ, added to the diagonal of the Fisher matrix"});
        add({"cg_iterations", &cg.iterations, 1, 10000, "of conjugate gradients, at most"});
        add({"cg_tolerance", &cg.tolerance, 0, 1, "relative residual at which they stop"});
        add({"fvp_every", &fvp_every, 1, 1e6, "the products with the Fisher matrix take every k-th sample"});
    };
    if (c.algorithm == "reinforce") {
        add({"learning_rate", &c.reinforce.learning_rate, tiny, 1e3, "of the policy's optimizer"});
        choice("optimizer", c.reinforce.optimizer, nn::optimizers(), "of the policy");
        choice("baseline", c.reinforce.baseline, baselines(), "what is subtracted from the returns");
    }
    if (c.algorithm == "vpg") {
        add({"learning_rate", &c.vpg.learning_rate, tiny, 1e3, "of the policy's optimizer"});
        choice("optimizer", c.vpg.optimizer, nn::optimizers(), "of the policy");
    }
    if (c.algorithm == "npg") natural_gradient(c.npg.max_kl, c.npg.cg_damping, c.npg.cg, c.npg.fvp_every);
    if (c.algorithm == "trpo") {
        natural_gradient(c.trpo.max_kl, c.trpo.cg_damping, c.trpo.cg, c.trpo.fvp_every);
        add({"backtrack_coeff", &c.trpo.line_search.backtrack_coeff, 0.01, 0.99, "by which a trial step shrinks"});
        add({"max_backtracks", &c.trpo.line_search.max_backtracks, 0, 1000, "trials after the first"});
        choice("estimator", c.estimator, {"single_path", "vine"}, "of the surrogate");
        add({"vine_states", &c.vine.states, 1, 1e6, "states that branches grow from, with estimator=vine"});
        add({"vine_actions", &c.vine.actions, 2, 1000, "branches a state, where actions are not discrete"});
        add({"vine_length", &c.vine.length, 1, 1e6, "steps of a branch"});
    }
    if (c.algorithm == "ppo") {
        add({"learning_rate", &c.ppo.learning_rate, tiny, 10, "of Adam on the policy"});
        add({"clip", &c.ppo.clip, tiny, 1, "ε: how far a ratio may move before it stops counting"});
        add({"epochs", &c.ppo.minibatches.epochs, 1, 1000, "passes over the batch"});
        add({"minibatch", &c.ppo.minibatches.size, 1, 1e7, "samples of one step of Adam"});
    }
    if (c.algorithm != "reinforce")
        add({"normalize_returns", &c.normalize_returns, 0, 0, "rewards are divided by the running deviation of returns",
             yes_or_no});
    if (c.algorithm != "reinforce") add({"lambda", &c.lambda, 0, 1, "λ of GAE"});
    // Of the critic, or of REINFORCE's baseline when that is learned
    choice("value_fit", c.value.method, value_fit_methods(), "how the value function is fitted");
    add({"value_max_change", &c.value.max_change, tiny, 100, "ε of its trust region"});
    add({"value_epochs", &c.value.minibatches.epochs, 0, 1000, "passes over the batch that fit the value function"});
    add({"value_minibatch", &c.value.minibatches.size, 1, 1e7, "samples of one of its steps"});
    add({"value_learning_rate", &c.value.learning_rate, tiny, 10, "of Adam on the value function"});
    return list;
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

namespace {

const Setting& find(const std::vector<Setting>& list, const TrainConfig& config, const std::string& key) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const Setting& s) { return s.key == key; });
    if (found != list.end()) return *found;
    std::vector<std::string> keys;
    for (const Setting& s : list) keys.push_back(s.key);
    expect_known(("setting of " + config.algorithm).c_str(), key, keys);  // throws
    throw std::logic_error("a setting that is known and not there");
}

}  // namespace

void set(TrainConfig& config, const std::string& key, const std::string& text) {
    const std::vector<Setting> list = settings(config);
    assign(find(list, config, key), text);
}

void check(const TrainConfig& config) {
    default_config(config.algorithm, config.env);
    TrainConfig copy = config;
    for (const Setting& s : all_settings(copy)) assign(s, text(s));
}

std::string to_json(const TrainConfig& config) {
    nlohmann::ordered_json json{{"algorithm", config.algorithm}, {"env", config.env},           {"seed", config.seed},
                                {"steps", config.steps},         {"num_envs", config.num_envs}, {"settings", {}}};
    TrainConfig copy = config;
    for (const Setting& s : settings(copy))
        std::visit([&](const auto* value) { json["settings"][s.key] = *value; }, s.value);
    return json.dump(2) + "\n";
}

namespace {

// JSON no deeper than a configuration is, so that what is held stays in proportion to the text.
nlohmann::json parsed(std::string_view text) {
    const auto shallow = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        if (depth > 3) throw ConfigError("not a configuration: it is nested deeper than one");
        return true;
    };
    return nlohmann::json::parse(text.begin(), text.end(), shallow);
}

template <class Integer>
Integer count(const nlohmann::json& json, const char* key) {
    const auto& value = json.at(key);
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<Integer>::max());
    if (value.is_number_unsigned() && value.get<std::uint64_t>() <= most) return value.get<Integer>();
    throw ConfigError(fmt::format("{}: {} is out of range; it must be a whole number from 0 to {}", key, value.dump(),
                                  std::numeric_limits<Integer>::max()));
}

// A setting's value as `--set` would take it, of the kind that it has.
std::string text_of(const Setting& s, const nlohmann::json& value) {
    const auto expect = [&](bool holds, const char* kind) {
        if (!holds) throw ConfigError(fmt::format("{}: {} is not {}", s.key, value.dump(), kind));
    };
    if (std::holds_alternative<std::string*>(s.value)) {
        expect(value.is_string(), "a word");
        return value.get<std::string>();
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
    for (const auto& entry : value) {
        expect(entry.is_number_integer(), "a list of whole numbers");
        list += fmt::format("{}{}", list.empty() ? "" : ",", entry.dump());
    }
    return list;
}

}  // namespace

TrainConfig config_from_json(std::string_view source) {
    try {
        const nlohmann::json json = parsed(source);
        for (const auto& [key, value] : json.items())
            expect_known("part of a configuration", key, {"algorithm", "env", "seed", "steps", "num_envs", "settings"});
        TrainConfig config = default_config(json.at("algorithm").get<std::string>(), json.at("env").get<std::string>());
        config.seed = count<std::uint64_t>(json, "seed");
        config.steps = count<std::int64_t>(json, "steps");
        config.num_envs = count<int>(json, "num_envs");
        const std::vector<Setting> list = settings(config);
        for (const auto& [key, value] : json.at("settings").items()) {
            const Setting& s = find(list, config, key);
            assign(s, text_of(s, value));
        }
        check(config);
        return config;
    } catch (const nlohmann::json::exception& e) {
        throw ConfigError(fmt::format("not a configuration: {}", e.what()));
    }
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (error == std::errc() && end == text.data() + text.size()) return whole;
    const std::optional<double> real = real_number(text);  // 1e6
    if (!real || *real != std::floor(*real) || std::abs(*real) > 0x1p53) return {};
    return static_cast<std::int64_t>(*real);
}

std::string difference(const TrainConfig& a, const TrainConfig& b) {
    const auto flat = [](const TrainConfig& config) {
        return nlohmann::ordered_json::parse(to_json(config)).flatten();
    };
    const auto ours = flat(a), theirs = flat(b);
    for (const auto& [key, value] : theirs.items())
        if (!ours.contains(key) || ours[key] != value)
            return fmt::format("{} is {}, not {}", key.substr(key.rfind('/') + 1),
                               ours.contains(key) ? ours[key].dump() : "nothing", value.dump());
    return ours.size() == theirs.size() ? "" : "one has settings that the other has not";
}

std::string nearest(const std::string& name, const std::vector<std::string>& names) {
    const auto lower = [](std::string text) {
        for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        return text;
    };
    // Levenshtein's distance, a row at a time.
    const auto edits = [&, name = lower(name)](const std::string& candidate) {
        const std::string other = lower(candidate);
        std::vector<std::size_t> row(other.size() + 1);
        for (std::size_t j = 0; j <= other.size(); ++j) row[j] = j;
        for (std::size_t i = 1; i <= name.size(); ++i) {
            std::size_t diagonal = row[0]++;
            for (std::size_t j = 1; j <= other.size(); ++j) {
                const std::size_t replaced = diagonal + (name[i - 1] != other[j - 1]);
                diagonal = row[j];
                row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
            }
        }
        return row.back();
    };
    return *std::min_element(names.begin(), names.end(),
                             [&](const auto& a, const auto& b) { return edits(a) < edits(b); });
}

}  // namespace surefoot::rl
