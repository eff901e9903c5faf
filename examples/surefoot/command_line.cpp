#include "examples/surefoot/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "examples/surefoot/commands.hpp"
#include "examples/surefoot/job.hpp"
#include "examples/surefoot/process.hpp"
#include "nn/parallel/ranks.hpp"
#include "rl/envs/environments.hpp"

namespace surefoot {
namespace {

// What is behind --set goes to it as long as it looks like a setting: `--set a=1 b=2` is `--set a=1 --set b=2`.
std::vector<std::string> with_each_set(const std::vector<std::string>& words) {
    std::vector<std::string> all;
    bool after_set = false;
    for (std::size_t k = 0; k < words.size(); ++k) {
        const bool setting = !words[k].starts_with('-') && words[k].find('=') != std::string::npos;
        if (after_set && setting && all.back() != "--set") all.push_back("--set");
        after_set = words[k] == "--set" || words[k].starts_with("--set=") || (after_set && setting);
        all.push_back(words[k]);
    }
    return all;
}

// Whether some algorithm has a setting of that name.
bool is_setting(const std::string& key) {
    for (const std::string& algorithm : rl::algorithms()) {
        rl::TrainConfig config(algorithm);
        for (const rl::Setting& setting : rl::settings(config))
            if (setting.key == key) return true;
    }
    return false;
}

// For a command or an option that there is not: the nearest one that there is.
std::optional<std::string> suggestion(const CLI::App& app, const std::vector<std::string>& words) {
    std::vector<std::string> commands;
    std::string list;
    for (const CLI::App* command : app.get_subcommands({})) {
        commands.push_back(command->get_name());
        list += (list.empty() ? "" : ", ") + command->get_name();
    }
    if (words.empty() || words[0].empty()) return {};
    if (words[0][0] != '-' && std::find(commands.begin(), commands.end(), words[0]) == commands.end())
        return fmt::format("unknown command `{}`: did you mean `{}`? There are {}", words[0],
                           rl::nearest(words[0], commands), list);
    const bool known = words[0][0] != '-';
    std::vector<std::string> options{"--help"};
    for (const CLI::Option* option : (known ? app.get_subcommand(words[0]) : &app)->get_options())
        if (!option->get_lnames().empty()) options.push_back("--" + option->get_lnames()[0]);
    for (const std::string& word : words) {
        const std::string name = word.substr(0, word.find('='));
        if (!name.starts_with("--") || std::find(options.begin(), options.end(), name) != options.end()) continue;
        std::string key = name.substr(2);
        std::replace(key.begin(), key.end(), '-', '_');
        if (words[0] == "resume" && (name == "--set" || is_setting(key)))
            return fmt::format(
                "{}: the settings of a run are fixed when it begins; `{} train … --from RUN` begins another with its "
                "agent",
                name, program::name());
        if (words[0] == "train" && is_setting(key))
            return fmt::format("unknown option `{}`: it is a setting, --set {}=…", name, key);
        return fmt::format("unknown option `{}`: did you mean `{}`?", name, rl::nearest(name, options));
    }
    return {};
}

void add_run_options(CLI::App& command, program::RunOptions& options) {
    command
        .add_option("--threads", options.threads, "how many share the work (default all cores); the result is the same")
        ->type_name("N");
    command.add_option("--jobs", options.jobs, "how many runs of a sweep go on at once (default as many as cores)")
        ->type_name("N");
    command.add_option("--checkpoint-every", options.checkpoint_every, "iterations (default 10)")->type_name("N");
    command.add_flag("--tensorboard", options.tensorboard, "write TensorBoard's event files beside progress.csv");
    command.add_flag("--check-finite", options.check_finite,
                     "end the run at the first op that produces a NaN or an infinity, and name it");
}

// Whether this is the program of this tree, in one precision or the other.
bool at_home() { return program::name() == "surefoot" || program::name() == "surefoot-float"; }

// The experiments of the book are a program of their own, which not everyone builds.
bool is_lab(const std::vector<std::string>& words) { return at_home() && !words.empty() && words[0] == "lab"; }

void run(const std::vector<std::string>& words) {
    if (is_lab(words))
        throw rl::ConfigError(
            "lab: there is no surefoot-lab beside this program; `meson compile -C build surefoot-lab` builds it");
    CLI::App app{"Surefoot: from the chain rule to trust regions"};
    app.name(program::name());
    app.set_version_flag("--version", program::version());
    app.require_subcommand(1);

    program::TrainOptions train;
    CLI::App* train_command = app.add_subcommand("train", "train an agent and write a run directory");
    train_command->add_option("algorithm", train.algorithm, fmt::format("{}", fmt::join(rl::algorithms(), ", ")))
        ->required();
    train_command
        ->add_option(
            "env", train.env,
            fmt::format("the environment, such as {}; `{} list` names them", rl::env_ids().front(), program::name()))
        ->required();
    train_command->add_option("--seed", train.seed, "of everything that is random (default 0)")->type_name("N");
    train_command->add_option("--steps", train.steps, "environment steps of the run, such as 100000 or 1e5")
        ->type_name("N");
    train_command->add_option("--num-envs", train.num_envs, "environments side by side")->type_name("N");
    train_command->add_option("--seeds", train.seeds, "a sweep: a run for each seed, 0..9 or 1,5,7, below --out")
        ->type_name("LIST");
    train_command->add_option("--out", train.out, "directory of the run (default runs/ALGORITHM-ENV-seedN)")
        ->type_name("DIR");
    train_command
        ->add_option("--from", train.from,
                     "begin with the policy, value function and normaliser of another run, of the same shapes")
        ->type_name("RUN");
    add_run_options(*train_command, train);
    train_command
        ->add_option("--set", train.sets,
                     fmt::format("change settings; `{} list ALGORITHM` shows them all", program::name()))
        ->type_name("KEY=VALUE ...")
        ->allow_extra_args(false);

    program::ResumeOptions resume;
    CLI::App* resume_command = app.add_subcommand("resume", "go on with a run from its last checkpoint");
    resume_command->add_option("run", resume.run, "directory of a run, or of a sweep")->required();
    resume_command->add_option("--steps", resume.steps, "environment steps of the run, when it is to be another number")
        ->type_name("N");
    resume_command->add_flag("--previous", resume.previous, "from the checkpoint before the last");
    add_run_options(*resume_command, resume);

    program::EvaluateOptions evaluate;
    CLI::App* evaluate_command = app.add_subcommand("evaluate", "run a trained agent and print its returns");
    evaluate_command->add_option("run", evaluate.run, "directory of a run")->required();
    evaluate_command->add_option("--episodes", evaluate.episodes, "how many (default 100)")->type_name("N");
    evaluate_command->add_option("--seed", evaluate.seed, "of the episodes (default 1000)")->type_name("N");
    evaluate_command->add_flag("--deterministic", evaluate.deterministic, "take the most probable or mean action");
    evaluate_command->add_flag("--previous", evaluate.previous, "of the checkpoint before the last");

    program::WatchOptions watch;
    CLI::App* watch_command = app.add_subcommand("watch", "write a page that plays episodes of a trained agent");
    watch_command->add_option("run", watch.run, "directory of a run")->required();
    watch_command->add_option("--out", watch.out, "the page (default watch.html in the directory)")->type_name("FILE");
    watch_command->add_option("--episodes", watch.episodes, "how many, one below the other (default 1)")
        ->type_name("N");
    watch_command->add_option("--seed", watch.seed, "of the episodes (default 1000)")->type_name("N");
    watch_command->add_flag("--previous", watch.previous, "of the checkpoint before the last");
    watch_command->add_flag("--stochastic", watch.stochastic,
                            "draw the actions at random, as in training, instead of the most probable or mean one");
    watch_command->add_flag("--terminal", watch.terminal,
                            "play it here too, in dots, until its end or Ctrl-C; only where the output is a terminal");

    program::ExportOptions to_export;
    CLI::App* export_command =
        app.add_subcommand("export", "write a trained policy as a C++ header that needs nothing");
    export_command->add_option("run", to_export.run, "directory of a run")->required();
    export_command->add_option("--out", to_export.out, "the header (default policy.hpp in the directory)")
        ->type_name("FILE");
    export_command->add_option("--name", to_export.name, "of its namespace (default policy)")->type_name("NAME");
    export_command->add_flag("--previous", to_export.previous, "of the checkpoint before the last");

    program::ReportOptions report;
    CLI::App* report_command = app.add_subcommand("report", "write a page about runs: curves, figures, configuration");
    report_command->add_option("runs", report.runs, "directories of runs, or of sweeps")->required();
    report_command
        ->add_option("--out", report.out, "the page (default report.html in the directory, or here for several)")
        ->type_name("FILE");

    program::CompareOptions compare;
    CLI::App* compare_command = app.add_subcommand("compare", "print a table of runs, with intervals over their seeds");
    compare_command->add_option("runs", compare.runs, "directories of runs, or of sweeps")->required();
    compare_command->add_option("--threshold", compare.threshold, "mean return to reach (default the environment's)")
        ->type_name("X");

    compare_command->add_flag("--csv", compare.csv, "as CSV, with all digits, for programs");

    std::string listed, listed_env;
    CLI::App* list_command = app.add_subcommand("list", "list algorithms and environments, or an algorithm's settings");
    list_command->add_option("algorithm", listed, "whose settings to list");
    list_command->add_option("env", listed_env, "with its defaults in this environment (default CartPole-v1)");

    program::ReplayOptions replay;
    CLI::App* replay_command =
        app.add_subcommand("replay", "hold an environment against a recorded trajectory, step by step");
    replay_command->add_option("file", replay.file, "a recording, as docs/trajectories.md describes it")->required();
    replay_command
        ->add_option("--tolerance", replay.tolerance,
                     "exit with status 1 when one step differs by more (default 1e-12), or a flag differs")
        ->type_name("X");

    if (at_home()) app.add_subcommand("lab", "run an experiment of the book: what it shows, as words, CSV and SVG");

    try {
        std::vector<std::string> reversed = with_each_set(words);  // as CLI11 wants them
        std::reverse(reversed.begin(), reversed.end());
        app.parse(reversed);
    } catch (const CLI::Success& e) {  // help, version
        std::ostringstream text;
        app.exit(e, text, text);
        if (nn::rank() == 0) std::fputs(text.str().c_str(), stdout);
        return;
    } catch (const CLI::ParseError& e) {
        throw rl::ConfigError(
            suggestion(app, words)
                .value_or(fmt::format("{} ({} --help shows what there is)", e.what(), program::name())));
    }

    if (*train_command) program::train(train);
    if (*resume_command) program::resume(resume);
    if (*evaluate_command) program::evaluate(evaluate);
    if (nn::rank() > 0) return;  // the rest is done by one
    if (*watch_command) program::watch(watch);
    if (*export_command) program::export_policy(to_export);
    if (*report_command) program::report(report);
    if (*compare_command) program::compare(compare);
    if (*list_command) program::list(listed, listed_env);
    if (*replay_command) program::replay(replay);
}

}  // namespace

int command_line(int argc, char** argv) {
    const std::filesystem::path called = argc > 0 ? argv[0] : "";
    if (called.has_filename()) program::set_name(called.filename());
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    if (is_lab(words)) program::become_neighbour(program::name() + "-lab", {words.begin() + 1, words.end()});
    program::settle_process();
    const nn::Ranks ranks;
    // A training has its run directory; of the other commands, what they print is all that there is.
    const bool asked = std::ranges::any_of(words, [](const auto& word) { return word == "--help" || word == "-h"; });
    const bool result = words.empty() || asked || (words[0] != "train" && words[0] != "resume");
    return program::status_of([&] { run(words); }, result);
}

}  // namespace surefoot
