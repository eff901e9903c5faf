// surefoot replay: an environment of ours against what was recorded of one elsewhere.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "examples/surefoot/commands.hpp"
#include "examples/surefoot/options.hpp"
#include "examples/surefoot/process.hpp"
#include "rl/envs/trajectory.hpp"

namespace surefoot::program {
namespace {

rl::Recording read(const std::string& file) {
    try {
        return rl::read_recording(file);
    } catch (const std::runtime_error& e) { throw rl::ConfigError(e.what()); }
}

rl::Replay replayed(const rl::Recording& recording, const std::string& file) {
    const std::vector<std::string>& ids = rl::env_ids();
    if (std::find(ids.begin(), ids.end(), recording.env) == ids.end())
        throw rl::ConfigError(fmt::format("{}: unknown environment `{}`: did you mean `{}`? `{} list` shows them all",
                                          file, recording.env, rl::nearest(recording.env, ids), name()));
    try {
        return rl::replay(recording, *rl::make_env(recording.env));
    } catch (const std::invalid_argument& e) { throw rl::ConfigError(fmt::format("{}: {}", file, e.what())); }
}

void print(const char* how, const rl::Differences& d) {
    fmt::print("{:<19}  {:<8.2g}  {:<11.2g}  {:<8.2g}  {}\n", how, d.state.most, d.observation.most, d.reward.most,
               d.flags);
}

}  // namespace

void replay(const ReplayOptions& options) {
    const double tolerance = real_number("--tolerance", options.tolerance, 0);
    const rl::Recording recording = read(options.file);
    const rl::Replay result = replayed(recording, options.file);
    fmt::print("{}: {} trajectories, {} steps. Largest differences, and flags that differ:\n", recording.env,
               recording.trajectories.size(), result.steps);
    fmt::print("{:<19}  {:<8}  {:<11}  {:<8}  {}\n", "", "state", "observation", "reward", "flags");
    print("one step at a time", result.each_step);
    print("whole rollouts", result.rollout);
    lost_output(true);

    const auto& [state, observation, reward, flags] = result.each_step;
    for (const auto& [name, largest] : {std::pair("state", state), {"observation", observation}, {"reward", reward}})
        if (!(largest.most <= tolerance))
            throw std::runtime_error(
                fmt::format("{}: the {} differs by {:.2g}, more than {}, at step {} of trajectory {} (`{}`)",
                            recording.env, name, largest.most, options.tolerance, largest.step, largest.trajectory + 1,
                            recording.trajectories[static_cast<std::size_t>(largest.trajectory)].label));
    if (flags > 0) throw std::runtime_error(fmt::format("{}: {} flags differ", recording.env, flags));
}

}  // namespace surefoot::program
