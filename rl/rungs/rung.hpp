// Rung: an algorithm as the loop that all share sees it: its settings, what it takes from a rollout, its update.   docs/19 §1
//
// A rung is a file: a function that is the algorithm, and below it the two classes that plug it in. Settings make a Learner,
// the algorithm at work on one problem; what it is to know it is handed, and what it remembers it archives.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nn/storage/safetensors.hpp"
#include "rl/experience/policy_gradient.hpp"
#include "rl/experience/rollout.hpp"
#include "rl/rungs/setting.hpp"

namespace surefoot::rl {

// What a run hands to its learner when it begins. All of it outlives the learner.
struct Problem {
    const EnvSpec& spec;
    std::function<std::unique_ptr<Env>()> make_env;  // another copy of the environment
    const Policy& policy;
    double gamma;           // discount γ
    NetworkConfig network;  // of the policy, for a critic's as well
    std::uint64_t seed;
};

// Where in the run an iteration stands.
struct Turn {
    std::int64_t iteration;  // counted from 1
    double left;             // the share of the run's steps that were still to come when it began, from 1 down to 0
};

// What an update tells of itself. What does not apply is absent, and an empty cell of progress.csv.
struct Report {
    std::optional<double> kl = {}, entropy = {};  // E[KL(π_old ‖ π_θ)] and E[H(π_old)], in nats
    std::optional<double> surrogate_gain = {};
    std::optional<int> backtracks = {};
    std::optional<double> cg_residual = {}, explained_variance = {};
    std::optional<double> clipped = {};  // PPO: share of the samples whose ratio was clipped in the end

    // Not in the table:
    bool applied = true;          // whether the step was taken
    std::string reason = {};      // why not
    std::int64_t more_steps = 0;  // environment steps that the update took itself
};

constexpr const char* not_finite = "the gradient or the step is not finite";
Report report(const PolicyGradientStats& stats);

class Learner {
  public:
    virtual ~Learner() = default;
    // What it takes from a rollout: `usual` is a batch of the run's size, cut where it ends.
    virtual CollectConfig collects(const CollectConfig& usual) const { return usual; }
    // One update of θ, and of whatever else learns. It may change the rollout's rewards.
    virtual Report update(ad::Tensor& theta, Rollout& rollout, const Turn& turn) = 0;
    // All that decides how it goes on, but for θ.
    virtual void archive(nn::Archive& archive) = 0;
    // Takes over what another run's checkpoint has that it can begin with, such as a value function; θ is not its concern.
    // Throws as an archive does where the shapes are others.
    virtual void start_from(const nn::SafeTensors&) {}
};

// The settings of a rung: what `--set` changes, each with its bounds. Copies are made by Settings below.
class RungSettings {
  public:
    virtual ~RungSettings() = default;
    virtual std::unique_ptr<RungSettings> copy() const = 0;
    virtual std::vector<Setting> list() = 0;  // they point into this object
    virtual std::unique_ptr<Learner> make(const Problem& problem) const = 0;
};

// struct TrpoSettings : Settings<TrpoSettings> { … };
template <class Derived>
struct Settings : RungSettings {
    std::unique_ptr<RungSettings> copy() const override {
        return std::make_unique<Derived>(static_cast<const Derived&>(*this));
    }
};

struct Rung {
    std::string name;  // as the command line has it
    std::string help;  // one line
    std::function<std::unique_ptr<RungSettings>()> settings;
};

// The rungs that there are, in the order of the ladder, then those registered from outside.
const std::vector<Rung>& rungs();
// Adds one. Throws std::invalid_argument for a name that there is already. Call it before threads are started.
void register_rung(Rung rung);
const Rung& rung(const std::string& name);  // throws ConfigError, naming the nearest

}  // namespace surefoot::rl
