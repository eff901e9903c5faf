// Small policies and batches that several tests of rl work on.
#pragma once

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "nn/rng.hpp"
#include "rl/envs/environments.hpp"
#include "rl/envs/trajectory.hpp"
#include "rl/experience/batch.hpp"
#include "rl/runs/config.hpp"

using namespace surefoot;

inline ad::Tensor random_tensor(const ad::Shape& shape, nn::Rng& rng, double scale = 1) {
    ad::Tensor x = ad::Tensor::uninitialized(shape);
    for (ad::Real& v : x.write()) v = static_cast<ad::Real>(scale * rng.normal());
    return x;
}

inline rl::Box unbounded(int n) {
    const double inf = std::numeric_limits<double>::infinity();
    return {std::vector<double>(static_cast<std::size_t>(n), -inf),
            std::vector<double>(static_cast<std::size_t>(n), inf)};
}

// One step of an environment that draws nothing within a step.
inline rl::Step take_step(rl::Env& env, std::span<const double> action) {
    nn::Rng unused(0, "test");
    return env.step(action, unused);
}

// Any action that can be taken now.
inline std::vector<double> random_action(const rl::Env& env, nn::Rng& rng) {
    const rl::EnvSpec& spec = env.spec();
    std::vector<double> action(static_cast<std::size_t>(rl::width(spec.action)));
    for (double& a : action) a = rng.uniform(-1, 1);
    auto entry = env.observation().end() - rl::mask_size(spec);
    const std::vector<int> choices = rl::choices(spec.action);
    for (std::size_t k = 0; k < choices.size(); ++k) {
        do action[k] = rng.below(choices[k]);
        while (spec.masked && entry[static_cast<std::ptrdiff_t>(action[k])] == 0);
        if (spec.masked) entry += choices[k];
    }
    return action;
}

// A policy at random parameters, with a batch that it sampled and random advantages.
struct PolicyAndBatch {
    rl::NetworkPolicy policy;
    ad::Tensor theta;
    rl::Batch batch;

    PolicyAndBatch(const rl::Space& action, int n, std::uint64_t seed = 1)
        : policy(unbounded(3), action, {.network = {.hidden = {8, 8}}, .initial_log_std = -0.5}) {
        nn::Rng rng(seed, "fixture");
        theta = policy.layout().initial(rng);
        ad::Tensor moved = random_tensor(theta.shape(), rng, 0.3);
        auto out = moved.write();
        for (std::size_t i = 0; i < out.size(); ++i) out[i] += theta.values()[i];
        theta = moved;
        batch.observations = random_tensor({n, 3}, rng);
        batch.actions = rl::sample(policy(theta, batch.observations), rng);
        batch.advantages = random_tensor({n}, rng);
    }
};

// An environment in which something goes wrong at a step of its episodes.
class FaultyEnv : public rl::Env {
  public:
    struct Fault {
        double reward = 0, observation = 0;  // what comes then
        bool throws = false;
        int after = 1;  // the step, counted from 1
    };
    explicit FaultyEnv(const Fault& fault)
        : Env({.id = "Faulty-v0", .observation = unbounded(1), .action = rl::Discrete{2}, .max_episode_steps = 100}, 1),
          fault_(fault) {}

  protected:
    void begin(std::span<double> physics, nn::Rng&) const override { physics[0] = 0; }
    Outcome advance(std::span<double> physics, std::span<const double>, nn::Rng&) const override {
        physics[0] += 1;
        if (now(physics) && fault_.throws) throw std::runtime_error("the simulator is gone");
        return {now(physics) ? fault_.reward : 1, false};
    }
    void observe(std::span<const double> physics, std::span<double> observation) const override {
        observation[0] = now(physics) ? fault_.observation : 0;
    }

  private:
    bool now(std::span<const double> physics) const { return physics[0] == fault_.after; }
    Fault fault_;
};

// A thing that the wind moves too, by a random number in every step, and that earns where it is.
class WindyEnv : public rl::Env {
  public:
    WindyEnv()
        : Env({.id = "Windy-v0", .observation = unbounded(1), .action = unbounded(1), .max_episode_steps = 50}, 1) {}

  protected:
    void begin(std::span<double> physics, nn::Rng& rng) const override { physics[0] = rng.uniform(-1, 1); }
    Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng& rng) const override {
        physics[0] += action[0] + rng.uniform(-1, 1);
        return {physics[0], physics[0] > 4};
    }
    void observe(std::span<const double> physics, std::span<double> observation) const override {
        observation[0] = physics[0];
    }
};

// A rollout of a policy at its first parameters in CartPole.
struct CartPoleRollout {
    rl::VectorEnv envs;
    rl::NetworkPolicy policy;
    ad::Tensor theta;
    rl::Rollout rollout;

    explicit CartPoleRollout(int steps, rl::CollectConfig how = {}, std::uint64_t seed = 1)
        : envs("CartPole-v1", 2, seed),
          policy(envs.spec().observation, envs.spec().action, {.network = {.hidden = {8}}}) {
        nn::Rng init(seed, "policy");
        theta = policy.layout().initial(init);
        how.steps = steps;
        rollout = rl::collect(envs, policy, theta, how);
    }
};

// A run small enough to train for a few iterations in a test.
inline rl::TrainConfig small_run(const std::string& algorithm, std::uint64_t seed = 3) {
    rl::TrainConfig config = rl::default_config(algorithm, "CartPole-v1");
    config.seed = seed, config.num_envs = 2, config.batch_steps = 128, config.hidden = {16};
    return config;
}

// What Gymnasium's environment of that id did, against ours.
inline rl::Replay replayed(const std::string& id) {
    return rl::replay(rl::read_recording(SOURCE_ROOT "/tests/rl/data/" + id + ".json"), *rl::make_env(id));
}

// One step from a state, with what it led to.
struct Stepped {
    std::vector<double> state, observation;
    rl::Step step;
};
inline Stepped step_from(rl::Env& env, const std::vector<double>& state, double action) {
    env.begin_at(state);
    const rl::Step step = take_step(env, std::span(&action, 1));
    return {
        {env.recordable().begin(), env.recordable().end()}, {env.observation().begin(), env.observation().end()}, step};
}

// Where an environment's bound lies: on the straight way between two states, the last from which one step does not end the
// episode. The environment is then in the state that this step led to.
inline std::vector<double> edge(rl::Env& env, std::vector<double> alive, std::vector<double> ended,
                                const std::vector<double>& action) {
    const auto ends = [&](const std::vector<double>& state) {
        env.begin_at(state);
        return take_step(env, action).terminated;
    };
    if (ends(alive) || !ends(ended)) throw std::logic_error("edge: there is none between these states");
    for (int i = 0; i < 60; ++i) {
        std::vector<double> middle;
        for (std::size_t k = 0; k < alive.size(); ++k) middle.push_back((alive[k] + ended[k]) / 2);
        (ends(middle) ? ended : alive) = middle;
    }
    ends(alive);
    return alive;
}

// What episodes begin with, over many of them: of each component the least, the most and the deviation.
struct Beginnings {
    std::vector<double> low, high, deviation;

    explicit Beginnings(rl::Env& env, int episodes = 2000) {
        nn::Rng rng(1, "environment");
        std::vector<double> sum, squares;
        for (int i = 0; i < episodes; ++i) {
            env.reset(rng);
            const auto x = env.recordable();
            if (i == 0) low.assign(x.begin(), x.end()), high = low, sum.resize(x.size()), squares.resize(x.size());
            for (std::size_t k = 0; k < x.size(); ++k) {
                low[k] = std::min(low[k], x[k]), high[k] = std::max(high[k], x[k]);
                sum[k] += x[k], squares[k] += x[k] * x[k];
            }
        }
        for (std::size_t k = 0; k < sum.size(); ++k)
            deviation.push_back(std::sqrt(std::max(0.0, squares[k] / episodes - std::pow(sum[k] / episodes, 2))));
    }
    // Whether a component takes all of a range, evenly, or is normal around 0.
    bool uniform(std::size_t k, double from, double to) const {
        const double width = to - from, rounding = 1e-6 * width;
        return low[k] >= from - rounding && low[k] < from + 0.005 * width && high[k] <= to + rounding &&
               high[k] > to - 0.005 * width && std::abs(deviation[k] / width * std::sqrt(12) - 1) < 0.05;
    }
    bool normal(std::size_t k, double expected) const {
        return low[k] < -2.5 * expected && high[k] > 2.5 * expected && std::abs(deviation[k] / expected - 1) < 0.06;
    }
};
