// Configuration of a training run: all that decides it, with defaults, names, bounds and a line of help for each.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rl/rungs/rung.hpp"

namespace surefoot::rl {

// The settings of a run's rung, as a value: a copy of it has its own.
class OfRung {
  public:
    explicit OfRung(std::unique_ptr<RungSettings> settings) : settings_(std::move(settings)) {}
    OfRung(const OfRung& other) : settings_(other.settings_->copy()) {}
    OfRung& operator=(const OfRung& other) { return *this = OfRung(other); }
    OfRung(OfRung&&) = default;
    OfRung& operator=(OfRung&&) = default;

    RungSettings* operator->() const { return settings_.get(); }
    // As what they are. Throws std::bad_cast when they are another rung's.
    template <class Settings>
    Settings& as() const {
        return dynamic_cast<Settings&>(*settings_);
    }

  private:
    std::unique_ptr<RungSettings> settings_;
};

struct TrainConfig {
    // The rung's settings as it has them, with nothing tuned. Throws ConfigError for an algorithm that there is not.
    explicit TrainConfig(const std::string& algorithm = "trpo", const std::string& env = "CartPole-v1");

    std::string algorithm, env;
    std::uint64_t seed = 0;
    std::int64_t steps = 100'000;    // environment steps of the whole run
    int num_envs = 4;                // environments side by side
    int batch_steps = 1024;          // environment steps of an iteration
    double gamma = 0.99;             // discount γ
    std::string policy = "network";  // one of policy_names()
    std::string network = "auto";    // one of networks()
    std::vector<int> hidden = {64, 64};
    double initial_log_std = 0;
    bool normalize_observations = false;
    double normalizer_max_kl = 0.0025;  // nats by which the observations' normalizer may move the policy at a time
    std::string from = {};  // the run whose agent it begins with, as Trainer::start_from has it; empty for none
    OfRung rung;

    template <class Settings>
    Settings& of() const {
        return rung.as<Settings>();
    }
};

constexpr std::int64_t max_steps = 1'000'000'000'000'000;
constexpr int max_num_envs = 10'000;

std::vector<std::string> algorithms();  // the names of the rungs

// The tuned defaults. Throws ConfigError for an algorithm or environment that there is not, naming
// the nearest, and for one that this build lacks, saying what it needs.
TrainConfig default_config(const std::string& algorithm, const std::string& env);

// What `--set key=value` changes: only those that the run's algorithm reads. They point into the configuration.
std::vector<Setting> settings(TrainConfig& config);
// The value of one, as `--set` would take it; empty when the algorithm has none of that name.
std::string value_of(const TrainConfig& config, const std::string& key);

// Sets `key` from text. Throws ConfigError for an unknown key (naming the nearest), text that is no number, and values out of range.
void set(TrainConfig& config, const std::string& key, const std::string& value);

// Throws ConfigError for a name that there is not and a value out of range, whoever filled in the configuration.
void check(const TrainConfig& config);

// config.json: everything, and back. from_json throws ConfigError for text that is no configuration, or one that check()
// refuses.
std::string to_json(const TrainConfig& config);
TrainConfig config_from_json(std::string_view json);

// What the first difference between two configurations is, as `max_kl is 0.02, not 0.01`; empty when there is none.
std::string first_difference(const TrainConfig& a, const TrainConfig& b);

}  // namespace surefoot::rl
