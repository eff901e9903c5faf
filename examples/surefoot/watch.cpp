// The command `watch`: an episode of a trained agent, as a page that plays it, and in the terminal.
#include "examples/surefoot/watch.hpp"

#include <fmt/format.h>

#include <vector>

#include "examples/surefoot/commands.hpp"
#include "examples/surefoot/options.hpp"
#include "examples/surefoot/page.hpp"
#include "examples/watch/episode.hpp"
#include "examples/watch/player.hpp"
#include "examples/watch/terminal.hpp"
#include "nn/storage/file.hpp"
#include "rl/runs/evaluation.hpp"

namespace surefoot::program {

watch::Scene trained_agent(const std::filesystem::path& run, const rl::TrainConfig& config) {
    return watch::scene_of(config.env, rl::play(config, rl::load_checkpoint(run), episode_seed, true));
}

void watch(const WatchOptions& options) {
    const std::uint64_t seed = seed_from("--seed", options.seed);
    const int episodes = whole_number("--episodes", options.episodes, 1, 100);
    const rl::TrainConfig config = rl::load_config(options.run);
    const nn::SafeTensors checkpoint =
        rl::load_checkpoint(options.run, options.previous ? rl::Which::previous : rl::Which::last);
    std::vector<watch::Scene> scenes;
    for (const rl::Playthrough& played : rl::play(config, checkpoint, episodes, seed, !options.stochastic))
        scenes.push_back(watch::scene_of(config.env, played));
    const std::filesystem::path path =
        options.out ? std::filesystem::path(*options.out) : std::filesystem::path(options.run) / "watch.html";
    std::string body = fmt::format(
        "<p>Trained with seed {}. {} from seed {}, {}.</p>\n", config.seed,
        episodes == 1 ? "An episode" : fmt::format("{} episodes", episodes), seed,
        options.stochastic ? "the actions drawn at random as in training" : "always the most probable action");
    for (const watch::Scene& scene : scenes)  // the first plays at once, and has the keys
        body += watch::player(scene, "the agent of " + config.algorithm, &scene == scenes.data());
    nn::replace_file(path, html_page(config.env + ": " + config.algorithm, watch::player_css, body));
    for (const watch::Scene& scene : scenes)
        if (options.terminal && !watch::play(scene, stdout)) break;
    for (const watch::Scene& scene : scenes)
        fmt::print("{}: {} steps, return {:.1f}\n", path.string(), scene.pictures.size() - 1, scene.returns.back());
}

}  // namespace surefoot::program
