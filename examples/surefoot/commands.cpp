#include "examples/surefoot/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <limits>

#include "examples/lab/lab.hpp"
#include "examples/surefoot/progress_line.hpp"
#include "nn/workers.hpp"
#include "rl/env.hpp"
#include "rl/run_directory.hpp"

namespace surefoot {
namespace {

template <class Number>
Number whole_number(const char* option, const std::string& text, Number low, Number high) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < low || value > high)
        throw rl::ConfigError(fmt::format("{} {}: it must be a whole number from {} to {}", option, text, low, high));
    return value;
}

std::uint64_t seed_from(const std::string& text) {
    return whole_number<std::uint64_t>("--seed", text, 0, std::numeric_limits<std::uint64_t>::max());
}

rl::TrainConfig configured(const TrainOptions& options) {
    rl::TrainConfig config = rl::default_config(options.algorithm, options.env);
    if (options.seed) config.seed = seed_from(*options.seed);
    if (options.steps) config.steps = whole_number("--steps", *options.steps, 1, 2'000'000'000);
    if (options.num_envs) config.num_envs = whole_number("--num-envs", *options.num_envs, 1, 10'000);
    for (const std::string& set : options.sets) {
        const std::size_t equals = set.find('=');
        if (equals == std::string::npos)
            throw rl::ConfigError(fmt::format("--set {}: it must be key=value, such as gamma=0.99", set));
        rl::set(config, set.substr(0, equals), set.substr(equals + 1));
    }
    return config;
}

void set_threads(const std::optional<std::string>& threads) {
    nn::set_threads(threads ? whole_number("--threads", *threads, 1, 256) : nn::cores());
}

std::atomic<bool> interrupted{false};  // the handler may run on any thread
static_assert(std::atomic<bool>::is_always_lock_free);
void interrupt(int) { interrupted = true; }

}  // namespace

void train(const TrainOptions& options) {
    const rl::TrainConfig config = configured(options);
    set_threads(options.threads);
    rl::RunDirectory run(options.out ? std::filesystem::path(*options.out) : rl::fresh_run_path(config), config);
    rl::Trainer trainer(config);
    fmt::print("{} on {}, seed {}: {} steps, into {}\n", config.algorithm, config.env, config.seed, config.steps,
               run.path().string());

    std::signal(SIGINT, interrupt);  // Ctrl-C ends the run after the iteration that is under way
    std::signal(SIGTERM, interrupt);
    ProgressLine line(stdout, config.steps);
    const rl::Progress* last = nullptr;
    std::optional<long> solved_at;
    while (!trainer.done() && !interrupted) {
        last = &trainer.iterate();
        run.append(*last);
        line.update(*last);
        if (!solved_at && trainer.spec().reward_threshold && last->return_mean_100 &&
            *last->return_mean_100 >= *trainer.spec().reward_threshold)
            solved_at = last->env_steps;
    }
    line.finish();
    run.save(trainer.checkpoint());

    fmt::print("{} after {} steps, {} episodes, {:.1f} s", interrupted ? "stopped" : "done", last ? last->env_steps : 0,
               last ? last->episodes : 0, last ? last->seconds_total : 0);
    if (last && last->return_mean_100)
        fmt::print("; mean return of the last 100 episodes {:.1f}", *last->return_mean_100);
    fmt::print("\n");
    if (solved_at)
        fmt::print("solved: a mean of {} over 100 episodes was reached after {} steps\n",
                   *trainer.spec().reward_threshold, *solved_at);
}

void evaluate(const EvaluateOptions& options) {
    const int episodes = whole_number("--episodes", options.episodes, 1, 1'000'000);
    const std::uint64_t seed = seed_from(options.seed);
    const rl::TrainConfig config = rl::load_config(options.run);
    const rl::EpisodeSummary result =
        rl::summarize(rl::evaluate(config, rl::load_checkpoint(options.run), episodes, seed, options.deterministic));
    fmt::print("{} on {}: return {:.1f} ± {:.1f} over {} episodes of {:.1f} steps{}\n", config.algorithm, config.env,
               result.return_mean, result.return_std, episodes, result.length_mean,
               options.deterministic ? ", deterministic" : "");
}

void experiment(const LabOptions& options) {
    std::vector<std::string> names{"list", "all"};
    for (const lab::Experiment& e : lab::experiments()) names.push_back(e.name);
    if (std::find(names.begin(), names.end(), options.name) == names.end())
        throw rl::ConfigError(
            fmt::format("unknown experiment `{}`: did you mean `{}`? `surefoot lab list` shows them all", options.name,
                        rl::nearest(options.name, names)));
    if (options.name == "list") {
        for (const lab::Experiment& e : lab::experiments()) fmt::print("{:<13} {}\n", e.name, e.claim);
        return;
    }
    set_threads(options.threads);
    try {
        lab::check_writable(options.out);
    } catch (const std::exception& e) { throw rl::ConfigError(fmt::format("--out {}: {}", options.out, e.what())); }
    for (const lab::Experiment& e : lab::experiments()) {
        if (options.name != "all" && options.name != e.name) continue;
        fmt::print("{}: {}\n", e.name, e.claim);
        std::fflush(stdout);
        const auto start = std::chrono::steady_clock::now();
        const lab::Result result = e.run({.quick = options.quick});
        for (const std::string& sentence : result.words) fmt::print("  {}\n", sentence);
        lab::write(result, e.name, options.out);
        fmt::print("  {0}/{1}.csv and {0}/{1}.svg, after {2:.1f} s\n\n", options.out, e.name,
                   std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
}

void list(const std::string& algorithm) {
    if (algorithm.empty()) {
        fmt::print("algorithms:\n");
        for (const std::string& name : rl::algorithms()) fmt::print("  {}\n", name);
        fmt::print("environments:\n");
        for (const std::string& id : rl::env_ids()) {
            const auto env = rl::make_env(id);
            const rl::EnvSpec& spec = env->spec();
            fmt::print("  {:<14} {} observed, {}, at most {} steps{}\n", id, spec.observation.size(),
                       std::holds_alternative<rl::Discrete>(spec.action)
                           ? fmt::format("{} actions", std::get<rl::Discrete>(spec.action).n)
                           : fmt::format("{} action components", rl::width(spec.action)),
                       spec.max_episode_steps,
                       spec.reward_threshold ? fmt::format(", solved at {}", *spec.reward_threshold) : "");
        }
        return;
    }
    rl::TrainConfig config = rl::default_config(algorithm, rl::env_ids().front());
    fmt::print("settings of {} on {} (--set key=value):\n", algorithm, config.env);
    for (const rl::Setting& setting : rl::settings(config))
        fmt::print("  {:<20} {:>8}   {}\n", setting.key, rl::text(setting), setting.help);
}

}  // namespace surefoot
