// The commands of the program `surefoot`. All throw rl::ConfigError for the user's mistakes, before anything is written, and
// std::runtime_error for anything else that goes wrong.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rl/runs/config.hpp"

namespace surefoot::program {

// Numbers are kept as text until they are checked, so that every mistake gets the same kind of message.
struct RunOptions {                            // how a run is run, whatever it is
    std::optional<std::string> threads, jobs;  // of a run; and of a sweep, how many runs at once
    std::string checkpoint_every = "10";       // iterations
    bool tensorboard = false, check_finite = false;
};
struct TrainOptions : RunOptions {
    std::string algorithm, env;
    std::optional<std::string> seed, steps, num_envs, out;
    std::optional<std::string> seeds;  // of a sweep: "0..9"
    std::vector<std::string> sets;     // "key=value"
    std::optional<std::string> from;   // the run whose agent it begins with
};
void train(const TrainOptions& options);

struct ResumeOptions : RunOptions {
    std::string run;  // or a sweep
    std::optional<std::string> steps;
    bool previous = false;  // from the checkpoint before the last
};
void resume(const ResumeOptions& options);

struct EvaluateOptions {
    std::string run;
    std::string episodes = "100", seed = "1000";
    bool deterministic = false, previous = false;  // from the checkpoint before the last
};
void evaluate(const EvaluateOptions& options);

struct WatchOptions {
    std::string run;
    std::optional<std::string> out;  // the page
    std::string episodes = "1", seed = "1000";
    bool stochastic = false, terminal = false, previous = false;
};
void watch(const WatchOptions& options);

struct ExportOptions {
    std::string run, name = "policy";
    std::optional<std::string> out;  // the header
    bool previous = false;           // of the checkpoint before the last
};
void export_policy(const ExportOptions& options);

struct CompareOptions {
    std::vector<std::string> runs;  // or sweeps
    std::optional<std::string> threshold;
    bool csv = false;  // for programs
};
void compare(const CompareOptions& options);

struct ReportOptions {
    std::vector<std::string> runs;   // or sweeps
    std::optional<std::string> out;  // the page
};
void report(const ReportOptions& options);

struct ReplayOptions {
    std::string file;
    std::string tolerance = "1e-12";
};
// Throws std::runtime_error when an environment of ours is further from what was recorded than the tolerance.
void replay(const ReplayOptions& options);

// Algorithms and environments; or, given an algorithm, its settings with their defaults.
void list(const std::string& algorithm, const std::string& env);

}  // namespace surefoot::program
