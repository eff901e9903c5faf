// What several experiments do: a run to a budget, a sweep of runs, an agent that has learnt for a while, a stopwatch.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "examples/lab/lab.hpp"
#include "rl/experience/critic.hpp"
#include "rl/runs/trainer.hpp"

namespace surefoot::lab {

enum class Rung { trpo, ppo };  // the two that are held against each other

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
    double seconds = 0;             // of the processor, on the thread that trained
    // After each iteration: environment steps, seconds, the mean return of its own episodes (of those before, when none came
    // to its end)
    std::vector<double> steps, times, returns;
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

// The mean over runs of an iteration's return, with a band for the middle half of the runs, over steps or times; up to where
// half of the runs have ended. One that has ended counts with the mean of its last 100 episodes from then on.
Curve learning_curve(const std::string& name, const std::vector<Run>& runs, std::vector<double> Run::*clock);

// Of the values at which at least half of the seeds reached 475, the decades between the least and the greatest; −1
// without any.
double decades_solved(const std::vector<SweepPoint>& points);

// Two panels, the mean return at the end and the share of seeds that reached 475, over the setting.
std::vector<Panel> sweep_panels(const std::vector<std::pair<std::string, std::vector<SweepPoint>>>& sweeps,
                                const std::string& x_label);
Table sweep_table(const std::vector<std::pair<std::string, std::vector<SweepPoint>>>& sweeps);
// For each value: `solved NAME VALUE`, the share of the seeds; `return NAME VALUE`, the median; and where at least half of the
// seeds reached 475, `steps NAME VALUE`, the median of those that did.
void add_figures(const std::string& name, const std::vector<SweepPoint>& points,
                 std::map<std::string, double>& figures);

double processor_seconds();  // that the calling thread has had so far

// One thread for as long as this lives, so that what is timed is timed on equal terms.
class OneThread {
  public:
    OneThread();
    ~OneThread();
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;

  private:
    int before_;
};

// Kinds of work timed in turns on the calling thread: each round does every one of them, often enough to last a few
// milliseconds. A busy moment of the machine meets all of a round, so what is compared is the ratio within one.
struct Timed {
    std::vector<std::vector<double>> seconds;  // of the processor: of each kind, in each round
    Spread of(std::size_t kind) const { return spread(seconds.at(kind)); }
    Spread ratio(std::size_t kind, std::size_t over) const;
};
Timed in_turns(const std::vector<std::function<void()>>& kinds, int rounds);

// A policy and its critic after some iterations of TRPO on CartPole-v1, with a batch that the policy collected.
struct Student {
    rl::VectorEnv envs;
    rl::NetworkPolicy policy;
    ad::Tensor theta;
    rl::Critic critic;
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

}  // namespace surefoot::lab
