// surefoot: the command line. Exit status: 0 done; 2 the user's mistake, in one line; 1 anything else.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <string>
#include <vector>

#include "examples/surefoot/commands.hpp"

int main(int argc, char** argv) {
    CLI::App app{"Surefoot: from the chain rule to trust regions"};
    app.name("surefoot");
    app.require_subcommand(1);

    surefoot::TrainOptions train;
    CLI::App* train_command = app.add_subcommand("train", "train an agent and write a run directory");
    train_command->add_option("algorithm", train.algorithm, "reinforce, vpg or trpo")->required();
    train_command->add_option("env", train.env, "the environment, such as CartPole-v1")->required();
    train_command->add_option("--seed", train.seed, "of everything that is random (default 0)");
    train_command->add_option("--steps", train.steps, "environment steps of the run");
    train_command->add_option("--num-envs", train.num_envs, "environments side by side");
    train_command->add_option("--out", train.out, "directory of the run (default runs/ALGORITHM-ENV-seedN)");
    train_command
        ->add_option("--set", train.sets, "key=value: change a setting; `surefoot list ALGORITHM` shows them all")
        ->allow_extra_args(false);

    surefoot::EvaluateOptions evaluate;
    CLI::App* evaluate_command = app.add_subcommand("evaluate", "run a trained agent and print its returns");
    evaluate_command->add_option("run", evaluate.run, "directory of a run")->required();
    evaluate_command->add_option("--episodes", evaluate.episodes, "how many (default 100)");
    evaluate_command->add_option("--seed", evaluate.seed, "of the episodes (default 1000)");
    evaluate_command->add_flag("--deterministic", evaluate.deterministic, "take the most probable or mean action");

    std::string listed;
    CLI::App* list_command = app.add_subcommand("list", "list algorithms and environments, or an algorithm's settings");
    list_command->add_option("algorithm", listed, "whose settings to list");

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& e) { return app.exit(e); } catch (const CLI::ParseError& e) {
        const std::string word = argc > 1 ? argv[1] : "";
        const std::vector<std::string> commands{"train", "evaluate", "list"};
        if (!word.empty() && word[0] != '-' && std::ranges::find(commands, word) == commands.end())
            fmt::print(stderr, "surefoot: unknown command `{}`: did you mean `{}`? There are train, evaluate, list\n",
                       word, rl::nearest(word, commands));
        else
            fmt::print(stderr, "surefoot: {} (surefoot --help shows what there is)\n", e.what());
        return 2;
    }

    try {
        if (*train_command) surefoot::train(train);
        if (*evaluate_command) surefoot::evaluate(evaluate);
        if (*list_command) surefoot::list(listed);
        return 0;
    } catch (const rl::ConfigError& e) {
        fmt::print(stderr, "surefoot: {}\n", e.what());
        return 2;
    } catch (const std::exception& e) {
        fmt::print(stderr, "surefoot: {}\n", e.what());
        return 1;
    }
}
