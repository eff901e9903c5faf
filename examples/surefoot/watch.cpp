// The command `watch`: an episode of a trained agent, as a page that plays it, and in the terminal.
#include "examples/surefoot/watch.hpp"

#include <fmt/format.h>

#include "examples/surefoot/commands.hpp"
#include "examples/surefoot/options.hpp"
#include "examples/surefoot/page.hpp"
#include "examples/watch/episode.hpp"
#include "examples/watch/player.hpp"
#include "examples/watch/terminal.hpp"
#include "nn/storage/file.hpp"
#include "rl/runs/evaluation.hpp"

namespace surefoot::program {

watch::Scene trained_agent(const std::filesystem::path& run, const rl::TrainConfig& config, std::uint64_t seed,
                           bool deterministic, rl::Which which) {
    return watch::scene_of(config.env, rl::play(config, rl::load_checkpoint(run, which), seed, deterministic));
}

void watch(const WatchOptions& options) {
    const std::uint64_t seed = seed_from("--seed", options.seed);
    const rl::TrainConfig config = rl::load_config(options.run);
    const watch::Scene scene = trained_agent(options.run, config, seed, !options.stochastic,
                                             options.previous ? rl::Which::previous : rl::Which::last);
    const std::filesystem::path path =
        options.out ? std::filesystem::path(*options.out) : std::filesystem::path(options.run) / "watch.html";
    const std::string how = fmt::format(
        "<p>Trained with seed {}. An episode from seed {}, {}.</p>\n", config.seed, seed,
        options.stochastic ? "its actions drawn at random as in training" : "always the most probable action");
    nn::replace_file(path, html_page(config.env + ": " + config.algorithm, watch::player_css,
                                     how + watch::player(scene, "the agent of " + config.algorithm, true)));
    if (options.terminal) watch::play(scene, stdout);
    fmt::print("{}: {} steps, return {:.1f}\n", path.string(), scene.pictures.size() - 1, scene.returns.back());
}

}  // namespace surefoot::program
