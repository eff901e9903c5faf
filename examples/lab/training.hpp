// What several experiments do: a run to a budget, a sweep of runs, an agent that has learnt for a while, a stopwatch.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "autodiff/function_ref.hpp"
#include "examples/lab/lab.hpp"
#include "rl/trainer.hpp"

namespace lab {

// Throws std::invalid_argument for no values.
struct Spread {
    double median, least, greatest;
};
Spread spread(std::vector<double> values);

struct Run {
    std::optional<long> solved_at;  // environment steps until the last 100 episodes had a mean return of 475
    double final_return = 0;        // mean of the last 100 episodes when it ended
    double entropy = 0;             // of the policy at the end, in nats
    double largest_kl = 0;          // of a single iteration
    double seconds = 0;
    std::vector<double> steps, returns,
        times;  // after each iteration: environment steps, mean of the last 100, seconds
};

// Trains until 475 is reached or the configuration's steps are used up.
Run train(const rl::TrainConfig& config);

// Trains at each value of a setting, with seeds 0 to n − 1. Runs share the workers.
struct SweepPoint {
    double value;
    std::vector<Run> runs;
    double solved() const;  // share of the seeds that reached 475
    Spread final_return() const;
};
std::vector<SweepPoint> sweep(const rl::TrainConfig& config, const std::string& setting,
                              const std::vector<double>& values, int seeds);

// Of the values at which at least half of the seeds reached 475, the decades between the least and the greatest; −1
// without any.
double decades_solved(const std::vector<SweepPoint>& points);

// Two panels, the mean return at the end and the share of seeds that reached 475, over the setting.
std::vector<Panel> sweep_panels(const std::vector<std::pair<std::string, std::vector<SweepPoint>>>& sweeps,
                                const std::string& x_label);
Table sweep_table(const std::vector<std::pair<std::string, std::vector<SweepPoint>>>& sweeps);

// Seconds that some work takes: the least of five rounds.
double fastest(ad::FunctionRef<void()> work);

// A policy and its critic after some iterations of TRPO on CartPole-v1, with a batch that the policy collected.
struct Student {
    rl::VectorEnv envs;
    rl::MlpPolicy policy;
    ad::Tensor theta;
    rl::Critic critic;
    nn::Rng actions;
    rl::Rollout rollout;
    rl::Batch batch;

    struct Config {
        std::vector<int> hidden = {16, 16};
        int iterations = 6;
        int batch_steps = 2048;
        std::uint64_t seed = 0;
    };
    explicit Student(const Config& config);
};

}  // namespace lab
