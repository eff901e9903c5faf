#include "rl/experience/rollout.hpp"

#include "autodiff/arithmetic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
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

void take_snapshot(const VectorEnv& envs, int copy, int every, Track& track) {
    const int row = static_cast<int>(track.rewards.size());
    if (row % every == 0) track.snapshots.push_back({row, envs.state(copy).env});
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

Rollout collect(VectorEnv& envs, const Policy& policy, const Tensor& theta, const CollectConfig& config,
                const nn::Normalizer& normalizer) {
    const std::int64_t count = envs.count(), most = std::numeric_limits<int>::max() / count * count;
    if (config.steps < 1 || config.steps > most)
        throw std::invalid_argument(fmt::format("collect: {} steps, and there can be 1 to {}", config.steps, most));
    const std::int64_t enough = (config.steps + count - 1) / count * count;
    ad::pool::vector<Track> tracks(static_cast<std::size_t>(envs.count()));
    const auto track_of = [&tracks](int copy) -> Track& { return tracks[static_cast<std::size_t>(copy)]; };
    ad::pool::vector<int> running(tracks.size());
    std::iota(running.begin(), running.end(), 0);
    if (config.whole_episodes)
        for (const int i : running) envs.reset(i);

    Rollout rollout;
    rollout.normalizer = normalizer;
    std::int64_t taken = 0;
    while (config.whole_episodes ? !running.empty() : taken < enough) {
        const Tensor observations = envs.observations(running);
        const Distribution pi = policy(theta, normalizer(observations));
        expect_proper(pi);
        const Tensor actions =
            sample(pi, [&](int row) -> nn::Rng& { return envs.noise(running[static_cast<std::size_t>(row)]); });
        if (config.snapshot_every > 0)
            for (const int i : running) take_snapshot(envs, i, config.snapshot_every, track_of(i));
        const auto results = envs.step(actions, running);
        ad::pool::vector<int> still_running;
        for (int row = 0; const int i : running) {
            Track& track = track_of(i);
            const auto& [step, next_observation, total_reward, length] = results[static_cast<std::size_t>(row)];
            append(track.observations, observations.rows(row, row + 1));
            append(track.actions, actions.rows(row, row + 1));
            track.rewards.push_back(step.reward);
            ++taken, ++row;
            const bool ended = step.terminated || step.truncated;
            if (ended) {
                track.close(step.terminated, step.truncated, next_observation);
                rollout.episodes.push_back({total_reward, length});
            }
            if (!ended || !config.whole_episodes || taken < enough) still_running.push_back(i);
        }
        running = std::move(still_running);
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
    rollout.raw_observations = joined(tracks, &Track::observations, steps, observed);
    rollout.observations = normalizer(rollout.raw_observations);
    rollout.actions = joined(tracks, &Track::actions, steps, width(envs.spec().action));
    const auto segments = [](const Track& track) { return track.segments.size(); };
    rollout.final_observations = normalizer(joined(tracks, &Track::final_observations, segments, observed));
    return rollout;
}

}  // namespace surefoot::rl
