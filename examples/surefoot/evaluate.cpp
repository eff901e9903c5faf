#include "examples/surefoot/commands.hpp"

#include <fmt/format.h>

#include "examples/surefoot/job.hpp"
#include "examples/surefoot/options.hpp"
#include "nn/parallel/workers.hpp"
#include "rl/envs/environments.hpp"
#include "rl/runs/evaluation.hpp"
#include "rl/runs/run_directory.hpp"

namespace surefoot::program {

void evaluate(const EvaluateOptions& options) {
    const int episodes = whole_number("--episodes", options.episodes, 1, 1'000'000);
    const std::uint64_t seed = seed_from("--seed", options.seed);
    speak_as_one();
    const rl::TrainConfig config =
        rl::config_from_json(from_first([&] { return rl::to_json(rl::load_config(options.run)); }));
    const nn::SafeTensors checkpoint = nn::parse_safetensors(from_first([&] {
        return nn::to_safetensors(
            rl::load_checkpoint(options.run, options.previous ? rl::Which::previous : rl::Which::last));
    }));
    expect_alike(config, fmt::format("--episodes {} --seed {}{}", episodes, seed,
                                     options.deterministic ? " --deterministic" : ""));
    nn::set_threads(threads_of_rank());
    const rl::EpisodeSummary result =
        rl::summarize(rl::evaluate(config, checkpoint, episodes, seed, options.deterministic));
    fmt::print("{} on {}: return {:.1f}{} over {} {} of {:.1f} steps{}\n", config.algorithm, config.env,
               result.return_mean, episodes > 1 ? fmt::format(" ± {:.1f}", result.return_std) : "", episodes,
               episodes > 1 ? "episodes" : "episode", result.length_mean,
               options.deterministic ? ", deterministic" : "");
}

void list(const std::string& algorithm, const std::string& env) {
    if (algorithm.empty()) {
        fmt::print("algorithms:\n");
        for (const rl::Rung& rung : rl::rungs()) fmt::print("  {:<25} {}\n", rung.name, rung.help);
        fmt::print("environments:\n");
        for (const std::string& id : rl::env_ids()) {
            const auto env = rl::make_env(id);
            const rl::EnvSpec& spec = env->spec();
            fmt::print("  {:<25} {} observed, {}{}, at most {} steps{}\n", id, spec.observation.size(),
                       rl::describe(spec.action), spec.masked ? ", masked" : "", spec.max_episode_steps,
                       spec.reward_threshold ? fmt::format(", solved at {}", *spec.reward_threshold) : "");
        }
        return;
    }
    rl::TrainConfig config = rl::default_config(algorithm, env.empty() ? rl::env_ids().front() : env);
    fmt::print("settings of {} on {} (--set key=value):\n", algorithm, config.env);
    for (const rl::Setting& setting : rl::settings(config))
        fmt::print("  {:<20} {:>8}   {}\n", setting.key, rl::text(setting), setting.help);
}

}  // namespace surefoot::program
