// Env: the interface of environments, with Gymnasium's semantics.   docs/08 §1
//
// *terminated* says that the task reached an end of its own, after which nothing more is earned; *truncated* that the
// clock stopped an episode which would have gone on. They are different things, and both may be true at once.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nn/rng.hpp"
#include "rl/space.hpp"

namespace rl {

struct EnvSpec {
    std::string id;  // Gymnasium's, "CartPole-v1"
    Box observation;
    Space action;
    int max_episode_steps;                        // truncated is true from this step on
    std::optional<double> reward_threshold = {};  // the mean return at which the task counts as solved
    double step_microseconds = 0.1;               // what a step costs, roughly: whether copies are worth a thread each
};

struct Step {
    double reward;
    bool terminated, truncated;
};

// All that an environment is between two steps. Physics is double in either precision of the build.
struct EnvState {
    std::vector<double> physics;      // what the environment's equations carry on; its layout is the environment's
    std::vector<double> observation;  // the last one: some observed quantities cannot be computed again
    int steps = 0;                    // taken in this episode
    bool operator==(const EnvState&) const = default;
};

class Env {
  public:
    Env(EnvSpec spec, int physics_size);  // how many numbers its physics is
    virtual ~Env() = default;

    const EnvSpec& spec() const { return spec_; }
    // Begins an episode; the randomness of its beginning comes from rng.
    void reset(nn::Rng& rng);
    // One step. A discrete action is its index. Throws std::invalid_argument for an action that is not in the space.
    // Like Gymnasium's, it may be called on after the end of an episode. It and reset throw std::runtime_error when the
    // reward or something observed is not finite.
    Step step(std::span<const double> action);
    std::span<const double> observation() const { return state_.observation; }  // [observation.size()]

    // The whole state, to give out and to take back: a restored environment goes on to the same bits.
    const EnvState& state() const { return state_; }
    void restore(const EnvState& state);  // throws std::invalid_argument for a state of another layout

  protected:
    struct Outcome {
        double reward;
        bool terminated;
    };
    // What an environment writes down: its equations on `physics`, and what of it is observed. All write in place.
    virtual void begin(std::span<double> physics, nn::Rng& rng) const = 0;
    virtual Outcome advance(std::span<double> physics, std::span<const double> action) const = 0;
    virtual void observe(std::span<const double> physics, std::span<double> observation) const = 0;

  private:
    void expect_finite(double reward) const;

    EnvSpec spec_;
    EnvState state_;
    bool begun_ = false;
};

// The environments of this library. Throws std::invalid_argument for an id that it does not have.
std::unique_ptr<Env> make_env(const std::string& id);
const std::vector<std::string>& env_ids();

}  // namespace rl
