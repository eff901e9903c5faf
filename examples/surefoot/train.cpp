// The commands `train` and `resume`: one run, watched, stopped and gone on with.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <sstream>
#include <stdexcept>

#include "autodiff/check_finite.hpp"
#include "examples/surefoot/commands.hpp"
#include "examples/surefoot/job.hpp"
#include "examples/surefoot/options.hpp"
#include "examples/surefoot/process.hpp"
#include "examples/surefoot/progress_line.hpp"
#include "examples/surefoot/sweep.hpp"
#include "examples/surefoot/tensorboard.hpp"
#include "nn/parallel/ranks.hpp"
#include "nn/parallel/workers.hpp"
#include "rl/envs/environments.hpp"
#include "rl/runs/checkpoint.hpp"
#include "rl/runs/run_directory.hpp"

namespace surefoot::program {
namespace {

namespace fs = std::filesystem;

// What has an option of its own, and is easily taken for a setting.
constexpr const char* own_options[] = {"seed",        "seeds",   "steps", "num_envs",         "from",
                                       "out",         "threads", "jobs",  "checkpoint_every", "tensorboard",
                                       "check_finite"};

void apply(rl::TrainConfig& config, const std::string& set) {
    const std::size_t equals = set.find('=');
    if (equals == std::string::npos)
        throw rl::ConfigError(fmt::format("--set {}: it must be key=value, such as gamma=0.99", set));
    const std::string key = set.substr(0, equals), value = set.substr(equals + 1);
    if (std::find(std::begin(own_options), std::end(own_options), key) != std::end(own_options)) {
        std::string option = key;
        std::replace(option.begin(), option.end(), '_', '-');
        throw rl::ConfigError(
            fmt::format("--set {}: it is no setting but an option of its own: --{} {}", set, option, value));
    }
    rl::set(config, key, value);
}

rl::TrainConfig configured(const TrainOptions& options) {
    rl::TrainConfig config = rl::default_config(options.algorithm, options.env);
    if (options.seed) config.seed = seed_from("--seed", *options.seed);
    if (options.steps) config.steps = whole_number("--steps", *options.steps, std::int64_t{1}, rl::max_steps);
    if (options.num_envs) config.num_envs = whole_number("--num-envs", *options.num_envs, 1, rl::max_num_envs);
    for (const std::string& set : options.sets) apply(config, set);
    if (options.from) config.from = *options.from;
    return config;
}

// Gives a run that begins the agent that it begins with.
void start(rl::Trainer& trainer, const rl::TrainConfig& config) {
    if (config.from.empty()) return;
    try {
        trainer.start_from(nn::parse_safetensors(from_first([&] {
            rl::load_config(config.from);  // for its message: there is a run
            return nn::to_safetensors(rl::load_checkpoint(config.from));
        })));
    } catch (const rl::ConfigError& e) { throw rl::ConfigError(fmt::format("--from {}: {}", config.from, e.what())); }
}

// Of the ranks that share a run one has its directory, and the others none.
using OwnDirectory = std::optional<rl::RunDirectory>;

// A run begins. One that begins with another's agent has it from then on, whatever becomes of that.
OwnDirectory make_run(const fs::path& path, const rl::TrainConfig& config, rl::Trainer& trainer) {
    start(trainer, config);
    OwnDirectory run;
    if (nn::rank() == 0) run.emplace(rl::RunDirectory::make(path, config));
    if (config.from.empty()) return run;
    const nn::SafeTensors checkpoint = trainer.checkpoint();
    if (run) run->save(checkpoint);
    return run;
}

std::string and_from(const rl::TrainConfig& config) {
    return config.from.empty() ? "" : fmt::format(", from {}", config.from);
}

// The options of a run, all of them right.
struct Plan {
    explicit Plan(const RunOptions& options)
        : threads(threads_from(options.threads)),
          checkpoint_every(whole_number("--checkpoint-every", options.checkpoint_every, 1, 1'000'000'000)),
          jobs(options.jobs ? whole_number("--jobs", *options.jobs, 1, 1000) : threads_of_rank()),
          tensorboard(options.tensorboard),
          check_finite(options.check_finite) {}

    int threads, checkpoint_every, jobs;
    bool tensorboard, check_finite;
};

std::atomic<bool> interrupted{false};  // the handler may run on any thread
static_assert(std::atomic<bool>::is_always_lock_free);

// The first Ctrl-C or `kill` asks for an end after the iteration that is under way; the second ends the program at once. The
// end of a terminal and a batch system's warnings may be told twice of themselves, so those only ask.
void interrupt(int signal) {
    interrupted = true;
    constexpr int by_hand[] = {SIGINT, SIGQUIT, SIGTERM};
    if (std::find(std::begin(by_hand), std::end(by_hand), signal) == std::end(by_hand)) return;
    for (const int one : by_hand) std::signal(one, SIG_DFL);
}

// What a run that broke off has lost, and what not.
std::string fate(const fs::path& run, std::int64_t saved, std::int64_t finished) {
    if (finished == 0) return "Nothing had been reached that could be saved";
    const std::string lost = finished == saved + 1 ? fmt::format("iteration {}", finished)
                                                   : fmt::format("iterations {} to {}", saved + 1, finished);
    if (saved == 0) return fmt::format("Nothing is saved: {} would have to be trained again", lost);
    return fmt::format("The run is saved up to iteration {}{}; `{} resume {}` goes on from there", saved,
                       finished > saved ? fmt::format(", {} not", lost) : "", name(), run.string());
}

// Iterates until the run's end or an interruption, and saves. A standard output that no longer takes what is printed ends the
// run likewise, saved: whoever reads it would take the run to stand still.
void go_on(OwnDirectory& run, const fs::path& path, rl::Trainer& trainer, const rl::TrainConfig& config,
           std::span<const rl::Progress> before, const Plan& plan) {
    ProgressLine line(stdout, config.steps);
    for (const rl::Progress& row : before) line.remember(row);
    std::optional<EventFile> events;
    if (plan.tensorboard && run) events.emplace(path, before);
    watch_over(path, [] { return interrupted.load(); });

    const std::optional<double> threshold = trainer.spec().reward_threshold;
    std::optional<std::int64_t> solved_at;
    const auto look = [&](const rl::Progress& p) {
        if (!solved_at && threshold && p.return_mean_100 && *p.return_mean_100 >= *threshold) solved_at = p.env_steps;
    };
    for (const rl::Progress& row : before) look(row);

    std::int64_t finished = trainer.progress().iteration, saved = finished;
    const auto save = [&] {
        const nn::SafeTensors checkpoint = trainer.checkpoint();
        expect_same(checkpoint);
        if (run) run->save(checkpoint);
        saved = finished;
    };
    std::string unsaid = lost_output(false);
    bool between = true;  // iterations, where the trainer can be saved
    try {
        while (!trainer.done() && !nn::any(interrupted || !unsaid.empty())) {
            between = false;
            const rl::Progress& now = trainer.iterate();
            between = true, finished = now.iteration;
            if (run) run->append(now);
            if (events) events->append(now);
            line.update(now);
            look(now);
            unsaid = lost_output(false);
            if (now.iteration % plan.checkpoint_every == 0) save();
        }
        if (saved != finished) save();
    } catch (const std::exception& e) {
        line.finish();
        try {
            if (nn::ranks() == 1 && between && saved != finished)
                save();                     // the row could not be written; the agent may be
        } catch (const std::exception&) {}  // as the message says
        throw std::runtime_error(fmt::format("{}. {}", e.what(), fate(path, saved, finished)));
    }
    if (!unsaid.empty()) throw std::runtime_error(fmt::format("{}. {}", unsaid, fate(path, saved, finished)));
    line.finish();

    const rl::Progress& last = trainer.progress();
    fmt::print("{} after {} steps, {} episodes, {:.1f} s", trainer.done() ? "done" : "stopped", last.env_steps,
               last.episodes, last.seconds_total);
    if (last.return_mean_100) fmt::print("; mean return of the last 100 episodes {:.1f}", *last.return_mean_100);
    fmt::print("\n");
    if (solved_at)
        fmt::print("solved: a mean of {} over 100 episodes was reached after {} steps\n", *threshold, *solved_at);
    if (!trainer.done()) fmt::print("`{} resume {}` goes on from here\n", name(), path.string());
}

// How many of what share the work of a run, where it is more than the threads of one process, and how it goes on should one of them
// be lost, which may leave nobody to say so.
std::string by_ranks(const Plan& plan, const fs::path& path) {
    if (nn::ranks() == 1) return "";
    return fmt::format(", by {} ranks of {} {} (should one be lost: `{} resume {}`)", nn::ranks(), plan.threads,
                       plan.threads == 1 ? "thread" : "threads", name(), path.string());
}

// In which options all ranks have to agree.
std::string how(const Plan& plan) { return fmt::format("--checkpoint-every {}", plan.checkpoint_every); }

void begin(const Plan& plan) {
    ad::set_check_finite(plan.check_finite);
    nn::set_threads(plan.threads);
    for (const int signal : ending_signals()) std::signal(signal, interrupt);
    let_through();
}

rl::TrainConfig with_steps(rl::TrainConfig config, const std::optional<std::string>& steps) {
    if (steps) config.steps = whole_number("--steps", *steps, std::int64_t{1}, rl::max_steps);
    return config;
}

// Throws rl::ConfigError when the run has taken more steps than it is to have.
void expect_to_go_on(const rl::TrainConfig& config, const nn::SafeTensors& checkpoint, const fs::path& path) {
    if (const std::int64_t taken = rl::steps_taken(checkpoint); taken > config.steps)
        throw rl::ConfigError(fmt::format("--steps {}: {} has taken {} already", config.steps, path.string(), taken));
}

// Where a radius that falls to 0 over the run's steps stands.
double radius_at(const rl::TrainConfig& config, std::int64_t steps) {
    return real_number("max_kl", rl::value_of(config, "max_kl")) *
           std::max(0.0, 1 - static_cast<double>(steps) / static_cast<double>(config.steps));
}

// `resume` of one run.
void resume_one(const ResumeOptions& options, const fs::path& path) {
    const Plan plan(options);
    speak_as_one();
    OwnDirectory run;
    if (nn::rank() == 0) run.emplace(rl::RunDirectory::open(path));  // from here on nobody else changes it
    const auto before = rl::config_from_json(from_first([&] { return rl::to_json(rl::load_config(path)); }));
    const rl::TrainConfig config = with_steps(before, options.steps);
    expect_alike(config, how(plan));
    begin(plan);

    // A run that was cut off before its first checkpoint begins again, and comes to the same.
    const rl::Which which = options.previous ? rl::Which::previous : rl::Which::last;
    const std::string saved = from_first([&] {
        const bool any =
            rl::has_checkpoint(path, rl::Which::previous) || rl::has_checkpoint(path, which) || options.previous;
        return any ? nn::to_safetensors(rl::load_checkpoint(path, which)) : std::string();
    });
    std::optional<nn::SafeTensors> checkpoint;
    if (!saved.empty()) checkpoint = nn::parse_safetensors(saved);
    if (checkpoint && options.steps) expect_to_go_on(config, *checkpoint, path);
    rl::Trainer trainer = checkpoint ? rl::Trainer(config, *checkpoint) : rl::Trainer(config);
    if (!checkpoint) start(trainer, config);
    const auto [iteration, env_steps] = std::pair(trainer.progress().iteration, trainer.progress().env_steps);
    rl::RunDirectory::Kept kept;
    if (run) kept = run->go_on(config, iteration, which);
    if (!kept.lost.empty()) remark(fmt::format("{}: {}", path.string(), kept.lost));
    if (!kept.rows.empty()) trainer.set_clock(kept.rows.back().seconds_total);
    fmt::print("{} on {}, seed {}: going on after iteration {}, {} of {} steps, in {}{}\n", config.algorithm,
               config.env, config.seed, iteration, env_steps, config.steps, path.string(), by_ranks(plan, path));
    if (rl::value_of(config, "anneal_max_kl") == "true" && config.steps != before.steps)
        fmt::print("its radius falls to 0 over {} steps now, instead of {}: at once it goes from {:.3g} to {:.3g}\n",
                   config.steps, before.steps, radius_at(before, env_steps), radius_at(config, env_steps));
    lost_output(false);
    go_on(run, path, trainer, config, kept.rows, plan);
}

// Ranks share the runs of a sweep, given as seeds or directories, and not each run: from here on this one is by itself with its own,
// and with its share of the machine.
template <class T>
void part(std::vector<T>& runs, RunOptions& options) {
    expect_alike(rl::TrainConfig());
    const int jobs = Plan(options).jobs, cores = threads_of_rank();
    const auto [begin, end] = nn::own_part(static_cast<int>(runs.size()));
    runs = std::vector<T>(runs.begin() + begin, runs.begin() + end);
    const int at_once = std::clamp(static_cast<int>(runs.size()), 1, jobs);
    options.jobs = fmt::format("{}", at_once);
    if (!options.threads) options.threads = fmt::format("{}", std::max(1, cores / at_once));
    nn::leave_ranks();
}

void resume_each(const ResumeOptions& options, const std::vector<fs::path>& runs) {
    if (runs.empty()) return;
    for (const fs::path& run : runs) {  // mistakes of the user's are found before any process is started
        const rl::TrainConfig config = with_steps(rl::load_config(run), options.steps);
        const auto which = options.previous ? rl::Which::previous : rl::Which::last;
        if (options.steps && rl::has_checkpoint(run, which))
            expect_to_go_on(config, rl::load_checkpoint(run, which), run);
    }
    if (!run_each(runs, Plan(options).jobs, [&](const fs::path& run) { resume_one(options, run); }))
        fmt::print("stopped; `{} resume {}` goes on from here\n", name(), runs[0].parent_path().string());
}

void train_each(const TrainOptions& options, rl::TrainConfig config) {
    if (options.seed) throw rl::ConfigError("--seed: it cannot stand beside --seeds");
    const fs::path sweep = from_first([&] {
        const std::string name = fmt::format("runs/{}-{}", config.algorithm, rl::file_name_of(config.env));
        return options.out ? *options.out : rl::fresh_path(name).string();
    });
    std::vector<std::uint64_t> seeds = seeds_from(*options.seeds);
    ResumeOptions each;
    static_cast<RunOptions&>(each) = options;
    part(seeds, each);
    if (seeds.empty()) return;
    std::error_code ignored;
    const bool made = !fs::exists(sweep, ignored);
    std::vector<fs::path> runs;
    try {
        for (const std::uint64_t seed : seeds) {
            config.seed = seed;
            const fs::path run = sweep / fmt::format("seed{}", seed);
            rl::Trainer trainer(config);
            make_run(run, config, trainer);
            runs.push_back(run);
        }
    } catch (...) {
        for (const fs::path& run : runs) fs::remove_all(run, ignored);  // of which nothing has begun
        if (made) fs::remove(sweep, ignored);
        throw;
    }
    fmt::print("{} on {}: {} seeds, {} steps each{}, into {}\n", config.algorithm, config.env, runs.size(),
               config.steps, and_from(config), sweep.string());
    resume_each(each, runs);
}

}  // namespace

void train(const TrainOptions& options) {
    const rl::TrainConfig config = configured(options);
    if (options.seeds) return train_each(options, config);
    const Plan plan(options);
    if (options.jobs) throw rl::ConfigError("--jobs: it is for --seeds, as in --seeds 0..9 --jobs 2");
    speak_as_one();
    expect_alike(config, how(plan));
    const fs::path path = from_first([&] {
        const std::string name =
            fmt::format("runs/{}-{}-seed{}", config.algorithm, rl::file_name_of(config.env), config.seed);
        return options.out ? *options.out : rl::fresh_path(name).string();
    });
    begin(plan);
    rl::Trainer trainer(config);
    OwnDirectory run = make_run(path, config, trainer);
    fmt::print("{} on {}, seed {}: {} steps{}, into {}{}\n", config.algorithm, config.env, config.seed, config.steps,
               and_from(config), path.string(), by_ranks(plan, path));
    lost_output(false);
    go_on(run, path, trainer, config, {}, plan);
}

void resume(const ResumeOptions& options) {
    std::vector<fs::path> runs;
    std::istringstream list(from_first([&] {
        std::string text;
        for (const fs::path& run : rl::runs_in(options.run)) text += run.string() + '\n';
        return text;
    }));
    for (std::string run; std::getline(list, run);) runs.emplace_back(run);
    if (runs.size() == 1 && runs[0] == options.run) return resume_one(options, runs[0]);
    ResumeOptions each = options;
    part(runs, each);
    resume_each(each, runs);
}

}  // namespace surefoot::program
