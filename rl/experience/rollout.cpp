#include "rl/experience/rollout.hpp"

#include "autodiff/arithmetic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace surefoot::rl {
namespace {

using ad::Real;
using ad::Tensor;

// What one environment adds to the rollout.
struct Track {
    ad::pool::vector<Real> observations, actions, final_observations;
    ad::pool::vector<double> rewards;
    ad::pool::vector<Segment> segments;  // rows counted within the track
    ad::pool::vector<Snapshot> snapshots;
    bool running = true;

    void close(bool terminated, bool truncated, std::span<const double> next_observation) {
        const int begin = segments.empty() ? 0 : segments.back().end, end = static_cast<int>(rewards.size());
        if (begin == end) return;
        segments.push_back({begin, end, terminated, truncated});
        for (const double v : next_observation) final_observations.push_back(static_cast<Real>(v));
    }
};

void append(ad::pool::vector<Real>& to, const Tensor& row) {
    to.insert(to.end(), row.values().begin(), row.values().end());
}

void take_snapshots(const VectorEnv& envs, int every, ad::pool::vector<Track>& tracks) {
    for (int i = 0; i < envs.count(); ++i) {
        Track& track = tracks[static_cast<std::size_t>(i)];
        const int row = static_cast<int>(track.rewards.size());
        if (track.running && row % every == 0) track.snapshots.push_back({row, envs.state(i).env});
    }
}

// The tracks one behind the other: so many rows of each, which may be of no width.
template <class Rows>
Tensor joined(const ad::pool::vector<Track>& tracks, ad::pool::vector<Real> Track::*part, Rows rows, int width) {
    ad::pool::vector<Tensor> parts;
    for (const Track& track : tracks)
        parts.push_back(Tensor::vector(track.*part).reshaped({static_cast<int>(rows(track)), width}));
    return ad::concatenate(parts, 0);
}

}  // namespace

EpisodeSummary summarize(std::span<const Episode> episodes) {
    const auto n = static_cast<double>(episodes.size());
    double sum = 0, length = 0, squares = 0;
    const double first =
        episodes.empty() ? 0 : episodes[0].total_reward;  // counted from it, equal returns deviate by 0
    for (const Episode& e : episodes) sum += e.total_reward - first, length += static_cast<double>(e.length);
    for (const Episode& e : episodes) squares += std::pow((e.total_reward - first) - sum / n, 2);
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    return {first + sum / n, n > 1 ? std::sqrt(squares / (n - 1)) : none, length / n};
}

Rollout collect(VectorEnv& envs, const Policy& policy, const Tensor& theta, nn::Rng& rng, const CollectConfig& config) {
    const std::int64_t count = envs.count(), most = std::numeric_limits<int>::max() / count * count;
    if (config.steps < 1 || config.steps > most)
        throw std::invalid_argument(fmt::format("collect: {} steps, and there can be 1 to {}", config.steps, most));
    const std::int64_t enough = (config.steps + count - 1) / count * count;
    ad::pool::vector<Track> tracks(static_cast<std::size_t>(envs.count()));
    if (config.whole_episodes)
        for (int i = 0; i < envs.count(); ++i) envs.reset(i);

    Rollout rollout;
    std::int64_t taken = 0;
    const auto is_running = [](const Track& track) { return track.running; };
    while (config.whole_episodes ? std::any_of(tracks.begin(), tracks.end(), is_running) : taken < enough) {
        const Tensor observations = envs.observations();
        const Distribution pi = policy(theta, observations);
        expect_proper(pi);
        const Tensor actions = sample(pi, rng);
        if (config.snapshot_every > 0) take_snapshots(envs, config.snapshot_every, tracks);
        const auto results = envs.step(actions, [&](int i) { return tracks[static_cast<std::size_t>(i)].running; });
        for (int i = 0; i < envs.count(); ++i) {
            Track& track = tracks[static_cast<std::size_t>(i)];
            if (!track.running) continue;
            const auto& [step, next_observation, total_reward, length] = results[static_cast<std::size_t>(i)];
            append(track.observations, observations.rows(i, i + 1));
            append(track.actions, actions.rows(i, i + 1));
            track.rewards.push_back(step.reward);
            ++taken;
            if (step.terminated || step.truncated) {
                track.close(step.terminated, step.truncated, next_observation);
                rollout.episodes.push_back({total_reward, length});
                track.running = !config.whole_episodes || taken < enough;
            }
        }
    }
    const Tensor last = envs.observations();
    int begin = 0;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        const Tensor row = last.rows(static_cast<int>(i), static_cast<int>(i) + 1);
        tracks[i].close(false, false, ad::pool::vector<double>(row.values().begin(), row.values().end()));
        rollout.rewards.insert(rollout.rewards.end(), tracks[i].rewards.begin(), tracks[i].rewards.end());
        for (Segment segment : tracks[i].segments) {
            segment.begin += begin, segment.end += begin;
            rollout.segments.push_back(segment);
        }
        for (const Snapshot& snapshot : tracks[i].snapshots)
            rollout.snapshots.push_back({snapshot.row + begin, snapshot.state});
        begin = rollout.size();
    }
    const int observed = envs.spec().observation.size();
    const auto steps = [](const Track& track) { return track.rewards.size(); };
    rollout.observations = joined(tracks, &Track::observations, steps, observed);
    rollout.actions = joined(tracks, &Track::actions, steps, width(envs.spec().action));
    const auto segments = [](const Track& track) { return track.segments.size(); };
    rollout.final_observations = joined(tracks, &Track::final_observations, segments, observed);
    return rollout;
}

}  // namespace surefoot::rl
