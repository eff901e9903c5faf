#include "rl/experience/rollout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "autodiff/arithmetic.hpp"
#include "nn/parallel/parcel.hpp"
#include "nn/parallel/ranks.hpp"
#include "nn/parallel/workers.hpp"

namespace surefoot::rl {
namespace {

using ad::Real;
using ad::Tensor;

// What one environment adds to the rollout. On cache lines of its own, as several threads write at once.
struct alignas(64) Track {
    ad::pool::vector<Real> observations, actions, final_observations;
    ad::pool::vector<double> rewards;
    ad::pool::vector<Segment> segments;  // rows counted within the track
    ad::pool::vector<Snapshot> snapshots;

    void put(nn::Parcel& parcel) const {
        parcel.put_all(observations), parcel.put_all(actions), parcel.put_all(final_observations);
        parcel.put_all(rewards), parcel.put_all(segments);
        parcel.put(snapshots.size());
        for (const Snapshot& snapshot : snapshots) {
            parcel.put(snapshot.row), parcel.put(snapshot.state.steps);
            parcel.put_all(snapshot.state.physics), parcel.put_all(snapshot.state.observation);
        }
    }
    void take(nn::Unpacking& parcel) {
        parcel.take_all(observations), parcel.take_all(actions), parcel.take_all(final_observations);
        parcel.take_all(rewards), parcel.take_all(segments);
        snapshots.resize(parcel.take<std::size_t>());
        for (Snapshot& snapshot : snapshots) {
            snapshot.row = parcel.take<int>(), snapshot.state.steps = parcel.take<std::int64_t>();
            parcel.take_all(snapshot.state.physics), parcel.take_all(snapshot.state.observation);
        }
    }

    void close(bool terminated, bool truncated, std::span<const double> next_observation) {
        const int begin = segments.empty() ? 0 : segments.back().end, end = static_cast<int>(rewards.size());
        if (begin == end) return;
        segments.push_back({begin, end, terminated, truncated});
        for (const double v : next_observation) final_observations.push_back(static_cast<Real>(v));
    }
};

// Row i of a matrix, behind what is there.
void append(ad::pool::vector<Real>& to, const Tensor& rows, int i) {
    const auto width = static_cast<std::size_t>(rows.shape()[1]);
    const auto row = rows.values().subspan(static_cast<std::size_t>(i) * width, width);
    to.insert(to.end(), row.begin(), row.end());
}

void take_snapshot(const VectorEnv& envs, int copy, int every, Track& track) {
    const int row = static_cast<int>(track.rewards.size());
    if (row % every == 0) track.snapshots.push_back({row, envs.state(copy).env});
}

struct Finished {
    std::int64_t time;  // of which step of its environment
    int copy;
    Episode episode;
};

// What other ranks' copies add to the rollout, and which of their episodes ended, behind those of this one's.
void share(ad::pool::vector<Track>& tracks, nn::Part own, ad::pool::vector<Finished>& finished) {
    if (nn::ranks() == 1) return;
    nn::Parcel parcel;
    parcel.put_all(finished);
    for (int i = own.begin; i < own.end; ++i) tracks[static_cast<std::size_t>(i)].put(parcel);
    const std::vector<std::string> all = nn::from_all(parcel.bytes());
    for (int r = 0; r < nn::ranks(); ++r) {
        if (r == nn::rank()) continue;
        nn::Unpacking theirs(all[static_cast<std::size_t>(r)]);
        ad::pool::vector<Finished> ended;
        theirs.take_all(ended);
        finished.insert(finished.end(), ended.begin(), ended.end());
        const auto [begin, end] = nn::part_of(static_cast<int>(tracks.size()), r);
        for (int i = begin; i < end; ++i) tracks[static_cast<std::size_t>(i)].take(theirs);
    }
}

// Of a number that every rank has, the sum over the ranks before this one, and over all.
std::pair<std::int64_t, std::int64_t> before_and_all(std::int64_t own) {
    ad::pool::vector<std::int64_t> numbers(static_cast<std::size_t>(nn::ranks()));
    numbers[static_cast<std::size_t>(nn::rank())] = own;
    nn::complete(std::span(numbers), [](int r) { return nn::Part{r, r + 1}; });
    const auto here = numbers.begin() + nn::rank();
    return {std::accumulate(numbers.begin(), here, std::int64_t{0}),
            std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0})};
}

// How many copies act in one batch: each by itself where a step is dear, and else some, whose forward passes are cheaper
// together; more when there are many. A number of the environment, never of the machine.
std::size_t copies_of_block(const VectorEnv& envs) {
    constexpr int least = 8, blocks = 32;
    constexpr double dear = 10;  // microseconds
    return static_cast<std::size_t>(std::max(envs.spec().step_microseconds >= dear ? 1 : least, envs.count() / blocks));
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
    ad::pool::vector<int> all(static_cast<std::size_t>(envs.own().size()));  // that are this rank's
    std::iota(all.begin(), all.end(), envs.own().begin);

    // One step of these copies, each into its track; which of their episodes it was that ended
    const auto step = [&](std::span<const int> copies, std::int64_t time) {
        const Tensor observations = envs.observations(copies);
        const Distribution pi = policy(theta.borrowed(), normalizer(observations));
        expect_proper(pi);
        const Tensor actions =
            sample(pi, [&](int row) -> nn::Rng& { return envs.noise(copies[static_cast<std::size_t>(row)]); });
        const auto track_of = [&tracks](int copy) -> Track& { return tracks[static_cast<std::size_t>(copy)]; };
        if (config.snapshot_every > 0)
            for (const int i : copies) take_snapshot(envs, i, config.snapshot_every, track_of(i));
        const auto results = envs.step(actions, copies);
        ad::pool::vector<Finished> finished;
        for (int row = 0; const int i : copies) {
            Track& track = track_of(i);
            const auto& [step, next_observation, total_reward, length] = results[static_cast<std::size_t>(row)];
            append(track.observations, observations, row);
            append(track.actions, actions, row++);
            track.rewards.push_back(step.reward);
            if (!step.terminated && !step.truncated) continue;
            track.close(step.terminated, step.truncated, next_observation);
            finished.push_back({time, i, {total_reward, length}});
        }
        return finished;
    };

    ad::pool::vector<Finished> finished;
    if (config.whole_episodes) {
        for (const int i : all) envs.reset(i);
        ad::pool::vector<int> running = all;
        for (std::int64_t taken = 0, time = 0;; ++time) {
            // Steps are counted copy by copy, those of the ranks before this one first
            const auto [before, now_running] = before_and_all(static_cast<std::int64_t>(running.size()));
            if (now_running == 0) break;
            std::int64_t count = taken + before;
            taken += now_running;
            if (running.empty()) continue;
            const auto now = step(running, time);
            auto ended = now.begin();
            ad::pool::vector<int> still_running;
            for (const int i : running) {
                const bool its_own = ended != now.end() && ended->copy == i;
                if (++count < enough || !its_own) still_running.push_back(i);
                if (its_own) ++ended;
            }
            finished.insert(finished.end(), now.begin(), now.end());
            running = std::move(still_running);
        }
    } else {
        // Copies know nothing of each other, so each block of them goes its whole way on one thread: into memory of this one, as
        // another may go it next time.
        const auto length = static_cast<std::size_t>(enough / count);
        for (const int i : all) {
            Track& track = tracks[static_cast<std::size_t>(i)];
            track.observations.reserve(length * static_cast<std::size_t>(envs.spec().observation.size()));
            track.actions.reserve(length * static_cast<std::size_t>(width(envs.spec().action)));
            track.rewards.reserve(length);
        }
        const std::size_t together = copies_of_block(envs), blocks = (all.size() + together - 1) / together;
        ad::pool::vector<ad::pool::vector<Finished>> of_block(blocks);
        nn::parallel_for(static_cast<int>(blocks), [&](int b) {
            const auto k = static_cast<std::size_t>(b);
            const auto block = std::span(all).subspan(k * together, std::min(together, all.size() - k * together));
            for (std::int64_t time = 0; time < enough / count; ++time) {
                const auto now = step(block, time);
                of_block[k].insert(of_block[k].end(), now.begin(), now.end());
            }
        });
        for (const auto& some : of_block) finished.insert(finished.end(), some.begin(), some.end());
    }
    const Tensor last = envs.observations();
    for (int row = 0; const int i : all) {
        const Tensor seen = last.rows(row, row + 1);
        tracks[static_cast<std::size_t>(i)].close(false, false,
                                                  ad::pool::vector<double>(seen.values().begin(), seen.values().end()));
        ++row;
    }
    share(tracks, envs.own(), finished);
    std::ranges::sort(finished, {}, [](const Finished& f) { return std::pair(f.time, f.copy); });

    Rollout rollout;
    rollout.normalizer = normalizer;
    for (const Finished& f : finished) rollout.episodes.push_back(f.episode);
    int begin = 0;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
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
