// The commands `train` and `resume`: one run, watched, stopped and gone on with.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <optional>
#include <span>
#include <stdexcept>

#include "autodiff/check_finite.hpp"
#include "examples/surefoot/commands.hpp"
#include "examples/surefoot/options.hpp"
#include "examples/surefoot/progress_line.hpp"
#include "examples/surefoot/sweep.hpp"
#include "examples/surefoot/tensorboard.hpp"
#include "nn/workers.hpp"
#include "rl/run_directory.hpp"

namespace surefoot {
namespace {

namespace fs = std::filesystem;

rl::TrainConfig configured(const TrainOptions& options) {
    rl::TrainConfig config = rl::default_config(options.algorithm, options.env);
    if (options.seed) config.seed = seed_from("--seed", *options.seed);
    if (options.steps) config.steps = whole_number("--steps", *options.steps, 1, rl::max_steps);
    if (options.num_envs) config.num_envs = whole_number("--num-envs", *options.num_envs, 1, rl::max_num_envs);
    for (const std::string& set : options.sets) {
        const std::size_t equals = set.find('=');
        if (equals == std::string::npos)
            throw rl::ConfigError(fmt::format("--set {}: it must be key=value, such as gamma=0.99", set));
        rl::set(config, set.substr(0, equals), set.substr(equals + 1));
    }
    return config;
}

std::atomic<bool> interrupted{false};  // the handler may run on any thread
static_assert(std::atomic<bool>::is_always_lock_free);

// The first Ctrl-C asks for an end after the iteration that is under way; the second ends the program at once.
void interrupt(int) {
    interrupted = true;
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

// Iterates until the run's end or an interruption, and saves.
void go_on(rl::RunDirectory& run, rl::Trainer& trainer, const rl::TrainConfig& config,
           std::span<const rl::Progress> before, const RunOptions& options, int checkpoint_every) {
    ProgressLine line(stdout, config.steps);
    for (const rl::Progress& row : before) line.remember(row);
    std::optional<EventFile> events;
    if (options.tensorboard) events.emplace(run.path(), before);

    const std::optional<double> threshold = trainer.spec().reward_threshold;
    std::optional<long> solved_at;
    const auto look = [&](const rl::Progress& p) {
        if (!solved_at && threshold && p.return_mean_100 && *p.return_mean_100 >= *threshold) solved_at = p.env_steps;
    };
    for (const rl::Progress& row : before) look(row);

    int saved = trainer.progress().iteration;
    const auto save = [&] {
        run.save(trainer.checkpoint());
        saved = trainer.progress().iteration;
    };
    try {
        while (!trainer.done() && !interrupted) {
            const rl::Progress& now = trainer.iterate();
            run.append(now);
            if (events) events->append(now);
            line.update(now);
            look(now);
            if (now.iteration % checkpoint_every == 0) save();
        }
        if (saved != trainer.progress().iteration) save();
    } catch (const std::exception& e) {
        line.finish();
        throw std::runtime_error(
            fmt::format("{}. The run is saved up to iteration {}; `surefoot resume {}` goes on from there", e.what(),
                        saved, run.path().string()));
    }
    line.finish();

    const rl::Progress& last = trainer.progress();
    fmt::print("{} after {} steps, {} episodes, {:.1f} s", trainer.done() ? "done" : "stopped", last.env_steps,
               last.episodes, last.seconds_total);
    if (last.return_mean_100) fmt::print("; mean return of the last 100 episodes {:.1f}", *last.return_mean_100);
    fmt::print("\n");
    if (solved_at)
        fmt::print("solved: a mean of {} over 100 episodes was reached after {} steps\n", *threshold, *solved_at);
    if (!trainer.done()) fmt::print("`surefoot resume {}` goes on from here\n", run.path().string());
}

int checkpoint_every(const RunOptions& options) {
    return whole_number("--checkpoint-every", options.checkpoint_every, 1, 1'000'000'000);
}

void begin(const RunOptions& options) {
    ad::set_check_finite(options.check_finite);
    set_threads(options.threads);
    std::signal(SIGINT, interrupt);
    std::signal(SIGTERM, interrupt);
}

// `resume` of one run.
void resume_one(const ResumeOptions& options, const fs::path& path) {
    const int every = checkpoint_every(options);
    rl::TrainConfig config = rl::load_config(path);
    const int steps = config.steps;
    if (options.steps) config.steps = whole_number("--steps", *options.steps, 1, rl::max_steps);
    begin(options);

    // A run that was cut off before its first checkpoint begins again, and comes to the same.
    std::optional<nn::SafeTensors> checkpoint;
    if (options.previous || rl::has_checkpoint(path)) {
        try {
            checkpoint = rl::load_checkpoint(path, options.previous ? rl::Which::previous : rl::Which::last);
        } catch (const std::exception& e) {
            if (options.previous || !rl::has_checkpoint(path, rl::Which::previous)) throw;
            throw std::runtime_error(fmt::format("{}; --previous goes on from the checkpoint before it", e.what()));
        }
    }
    rl::Trainer trainer = checkpoint ? rl::Trainer(config, *checkpoint) : rl::Trainer(config);
    const auto [iteration, env_steps] = std::pair(trainer.progress().iteration, trainer.progress().env_steps);
    if (options.steps && config.steps < env_steps)
        throw rl::ConfigError(fmt::format("--steps {}: the run has taken {} already", config.steps, env_steps));
    rl::RunDirectory run = rl::RunDirectory::reopen(path, iteration);
    if (config.steps != steps) rl::save_config(path, config);
    const rl::ProgressTable before = rl::load_progress(path);  // up to the checkpoint
    if (iteration > 0) trainer.set_clock(before.rows.back().seconds_total);
    fmt::print("{} on {}, seed {}: going on after iteration {}, {} of {} steps, in {}\n", config.algorithm, config.env,
               config.seed, iteration, env_steps, config.steps, path.string());
    std::fflush(stdout);
    go_on(run, trainer, config, before.rows, options, every);
}

void resume_each(const ResumeOptions& options, const std::vector<fs::path>& runs) {
    const int at_once = std::min(options.jobs ? whole_number("--jobs", *options.jobs, 1, 1000) : nn::cores(),
                                 static_cast<int>(runs.size()));
    ResumeOptions each = options;
    if (!each.threads) each.threads = fmt::format("{}", std::max(1, nn::cores() / at_once));
    if (!run_each(runs, at_once, [&](const fs::path& run) { resume_one(each, run); }))
        fmt::print("stopped; `surefoot resume {}` goes on from here\n", runs[0].parent_path().string());
}

}  // namespace

void train(const TrainOptions& options) {
    rl::TrainConfig config = configured(options);
    const int every = checkpoint_every(options);
    if (options.seeds) {
        if (options.seed) throw rl::ConfigError("--seed: it cannot stand beside --seeds");
        const fs::path sweep = options.out ? fs::path(*options.out)
                                           : rl::fresh_path(fmt::format("runs/{}-{}", config.algorithm, config.env));
        std::vector<fs::path> runs;
        for (const std::uint64_t seed : seeds_from(*options.seeds)) {
            config.seed = seed;
            runs.push_back(sweep / fmt::format("seed{}", seed));
            rl::RunDirectory::make(runs.back(), config);
        }
        fmt::print("{} on {}: {} seeds, {} steps each, into {}\n", config.algorithm, config.env, runs.size(),
                   config.steps, sweep.string());
        ResumeOptions each;
        static_cast<RunOptions&>(each) = options;
        resume_each(each, runs);
        return;
    }
    if (options.jobs) throw rl::ConfigError("--jobs: it is for --seeds, as in --seeds 0..9 --jobs 2");
    const fs::path path =
        options.out ? fs::path(*options.out)
                    : rl::fresh_path(fmt::format("runs/{}-{}-seed{}", config.algorithm, config.env, config.seed));
    begin(options);
    rl::RunDirectory run = rl::RunDirectory::make(path, config);
    fmt::print("{} on {}, seed {}: {} steps, into {}\n", config.algorithm, config.env, config.seed, config.steps,
               path.string());
    std::fflush(stdout);
    rl::Trainer trainer(config);
    go_on(run, trainer, config, {}, options, every);
}

void resume(const ResumeOptions& options) {
    const std::vector<fs::path> runs = rl::runs_in(options.run);
    if (runs.size() == 1 && runs[0] == options.run)
        resume_one(options, runs[0]);
    else
        resume_each(options, runs);
}

}  // namespace surefoot
