// Env: the interface of environments, with Gymnasium's semantics.   docs/08 §1
//
// *terminated* says that the task reached an end of its own, after which nothing more is earned; *truncated* that the
// clock stopped an episode which would have gone on. They are different things, and both may be true at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nn/rng.hpp"
#include "rl/envs/space.hpp"

namespace surefoot::rl {

struct EnvSpec {
    std::string id;  // Gymnasium's, "CartPole-v1"
    Box observation;
    Space action;
    std::int64_t max_episode_steps;               // truncated is true from this step on
    std::optional<double> reward_threshold = {};  // the mean return at which the task counts as solved
    double step_microseconds = 0.1;               // what a step costs, roughly: whether copies are worth a thread each
    // Whether some actions cannot be taken at times. Then the last components of what is observed are a mask: for each of the
    // options() of the action, 1 where it can be taken and 0 where it cannot.
    bool masked = false;
};

int mask_size(const EnvSpec& spec);  // components of the mask; 0: there is none

struct Step {
    double reward;
    bool terminated, truncated;
};

// All that an environment is between two steps. Physics is double in either precision of the build.
struct EnvState {
    std::vector<double> physics;      // the state that Gymnasium's environment has, then what ours remembers besides
    std::vector<double> observation;  // the last one: some observed quantities cannot be computed again
    std::int64_t steps = 0;           // taken in this episode
    bool operator==(const EnvState&) const = default;
};

class Env {
  public:
    // Its physics is `state_size` numbers that Gymnasium's environment has too, in that order (MuJoCo's: qpos, then qvel),
    // and `memory_size` others behind them, such as a solver's warm start. Throws std::invalid_argument for a box whose shape
    // holds another number of components than it has, for a choice among none, and for a mask that has no place.
    Env(EnvSpec spec, int state_size, int memory_size = 0);
    virtual ~Env() = default;

    const EnvSpec& spec() const { return spec_; }
    // Begins an episode; the randomness of its beginning comes from rng.
    void reset(nn::Rng& rng);
    // One step; what is random within it comes from rng. What is chosen is an index. Throws std::invalid_argument for an
    // action that is not in the space, or that the mask of the last observation does not allow.
    // Like Gymnasium's, it may be called on after the end of an episode. It and reset throw std::runtime_error when the
    // reward or something observed is not finite.
    Step step(std::span<const double> action, nn::Rng& rng);
    std::span<const double> observation() const { return state_.observation; }  // [observation.size()]

    // The whole state, to give out and to take back: a restored environment goes on to the same bits, from a stream in the
    // same position.
    const EnvState& state() const { return state_; }
    // Throws std::invalid_argument for a state of another layout, and for one that no episode comes to: of fewer than 0 or more
    // than most_steps steps, or not `possible`.
    void restore(const EnvState& state);
    static constexpr std::int64_t most_steps = 1'000'000'000;

    // The part of it that others can record, [state_size]. begin_at begins an episode there. set_state puts it in the
    // place of the present one and leaves the rest as it is: the steps taken and the memory. Both throw
    // std::invalid_argument for another number of values and for a state that is not `possible`, and std::runtime_error as
    // reset does.
    std::span<const double> recordable() const;
    void begin_at(std::span<const double> recorded);
    void set_state(std::span<const double> recorded);

  protected:
    struct Outcome {
        double reward;
        bool terminated;
    };
    // What an environment writes down: its equations on `physics`, and what of it is observed. All write in place.
    virtual void begin(std::span<double> physics, nn::Rng& rng) const = 0;
    virtual Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng& rng) const = 0;
    virtual void observe(std::span<const double> physics, std::span<double> observation) const = 0;
    // Whether an episode can come to this. For an environment that relies on it, as one does that counts places of a board.
    virtual bool possible(std::span<const double> physics) const;
    // For an environment that must do more than take up a recorded state, before it is observed: begin_at and set_state
    // call it when they have written the state. When an episode `begins`, the memory is all zeros.
    virtual void settle(std::span<double> physics, bool begins) const;

  private:
    void expect_finite(double reward) const;
    void expect_possible(std::span<const double> action) const;
    void place(std::span<const double> recorded, bool begins);

    EnvSpec spec_;
    std::vector<int> choices_;  // of each column of an action; none for a box
    std::size_t state_size_;
    EnvState state_;
    bool begun_ = false;
};

}  // namespace surefoot::rl
