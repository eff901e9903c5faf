// Configuration of a training run: all that decides it, with defaults, names, bounds and a line of help for each.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rl/experience/critic.hpp"
#include "rl/rungs/npg.hpp"
#include "rl/rungs/ppo.hpp"
#include "rl/rungs/reinforce.hpp"
#include "rl/rungs/trpo.hpp"
#include "rl/rungs/vine.hpp"
#include "rl/rungs/vpg.hpp"

namespace surefoot::rl {

// The user's mistake, in one line that says what is wrong and what would be right.
struct ConfigError : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

struct TrainConfig {
    std::string algorithm = "trpo";
    std::string env = "CartPole-v1";
    std::uint64_t seed = 0;
    std::int64_t steps = 100'000;  // environment steps of the whole run
    int num_envs = 4;              // environments side by side
    int batch_steps = 1024;        // environment steps of an iteration
    double gamma = 0.99;           // discount γ
    double lambda = 0.98;          // λ of GAE
    std::vector<int> hidden = {64, 64};
    double initial_log_std = 0;
    bool normalize_observations = false, normalize_returns = false;
    double normalizer_max_kl = 0.0025;  // nats by which the observations' normalizer may move the policy at a time
    ReinforceConfig reinforce = {};
    VpgConfig vpg = {};
    NpgConfig npg = {};
    TrpoConfig trpo = {};
    bool anneal_max_kl = false;             // NPG's and TRPO's δ falls linearly over the run, to 0 at its end
    std::string estimator = "single_path";  // of TRPO's surrogate; or "vine"
    VineConfig vine = {};
    PpoConfig ppo = {};
    ValueFitConfig value = {};

    bool uses_vine() const { return algorithm == "trpo" && estimator == "vine"; }
    CriticConfig critic() const { return {.gamma = gamma, .lambda = lambda, .hidden = hidden, .fit = value}; }
};

constexpr std::int64_t max_steps = 1'000'000'000'000'000;
constexpr int max_num_envs = 10'000;

const std::vector<std::string>& algorithms();  // "reinforce", "vpg", "npg", "trpo", "ppo"

// The tuned defaults. Throws ConfigError for an algorithm or environment that there is not, naming
// the nearest, and for one that this build lacks, saying what it needs.
TrainConfig default_config(const std::string& algorithm, const std::string& env);

// A setting that `--set key=value` changes: only those that the run's algorithm reads.
struct Setting {
    std::string key;
    std::variant<int*, std::int64_t*, double*, bool*, std::vector<int>*, std::string*>
        value;         // into the configuration it was made from
    double low, high;  // the numbers allowed, ends included
    std::string help;
    std::vector<std::string> choices = {};  // the words allowed, when the value is one
};
std::vector<Setting> settings(TrainConfig& config);

std::string text(const Setting& setting);  // its value, as `--set` would take it
// Sets `key` from text. Throws ConfigError for an unknown key (naming the nearest), text that is no number, and values out of range.
void set(TrainConfig& config, const std::string& key, const std::string& value);

// Throws ConfigError for a name that there is not and a value out of range, whoever filled in the configuration.
void check(const TrainConfig& config);

// config.json: everything, and back. from_json throws ConfigError for text that is no configuration, or one that check()
// refuses.
std::string to_json(const TrainConfig& config);
TrainConfig config_from_json(std::string_view json);

// A whole number written as such or as 1e6; nothing for other text, and for what is beyond 2⁵³ in the second way.
std::optional<std::int64_t> whole_number(std::string_view text);

// What the first difference between two configurations is, as `max_kl is 0.02, not 0.01`; empty when there is none.
std::string difference(const TrainConfig& a, const TrainConfig& b);

// The one of `names` that takes the fewest edits to reach from `name`, capitals aside.
std::string nearest(const std::string& name, const std::vector<std::string>& names);

}  // namespace surefoot::rl
