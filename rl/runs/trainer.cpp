#include "rl/runs/trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "nn/parallel/ranks.hpp"
#include "nn/storage/archive.hpp"
#include "rl/envs/environments.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/runs/checkpoint.hpp"
#include "rl/runs/trained_policy.hpp"

namespace surefoot::rl {
namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

const TrainConfig& checked(const TrainConfig& config) {
    check(config);
    if (config.num_envs < nn::ranks())
        throw ConfigError(fmt::format("num_envs: {} environments for {} ranks, each of which needs one",
                                      config.num_envs, nn::ranks()));
    return config;
}

ad::Tensor initial(const nn::Layout& layout, std::uint64_t seed, const char* purpose) {
    nn::Rng rng(seed, purpose);
    ad::Tensor theta = layout.initial(rng);
    nn::from_first(theta.write());  // what a library chooses for another processor may differ in a last bit
    return theta;
}

}  // namespace

Trainer::Trainer(const TrainConfig& config)
    : config_(checked(config)),
      envs_(config.env, config.num_envs, config.seed),
      policy_(make_policy(config, spec())),
      theta_(initial(policy_->layout(), config.seed, "policy")),
      normalizer_(spec().observation.size(), mask_size(spec())),
      learner_(config_.rung->make({.spec = spec(),
                                   .make_env = [id = config.env] { return make_env(id); },
                                   .policy = *policy_,
                                   .gamma = config.gamma,
                                   .network = {.kind = config.network, .hidden = config.hidden},
                                   .seed = config.seed})) {}

// #region iterate
const Progress& Trainer::iterate() {
    const auto start = Clock::now();
    Rollout rollout = collect(envs_, *policy_, theta_, learner_->collects({.steps = config_.batch_steps}), normalizer_);
    const double seconds_rollout = seconds_since(start);

    const Progress before = std::exchange(progress_, {});
    progress_.iteration = before.iteration + 1;
    progress_.env_steps = before.env_steps + rollout.size();
    progress_.episodes = before.episodes;
    progress_.seconds_rollout = seconds_rollout;
    count(rollout.episodes);
    const double left = 1 - static_cast<double>(before.env_steps) / static_cast<double>(config_.steps);
    static_cast<Report&>(progress_) = learner_->update(theta_, rollout, {progress_.iteration, left});
    progress_.env_steps += progress_.more_steps;
    if (config_.normalize_observations) normalize_anew(rollout);
    progress_.seconds_update = seconds_since(start) - seconds_rollout;
    progress_.seconds_total = before.seconds_total + seconds_since(start);
    return progress_;
}
// #endregion iterate

// #region normalize_anew
// Lets the normalizer see what was observed, and follow: that moves the policy too, and no trust region sees it. So it goes
// no further than a bound of its own allows, but for the first time, when it brings an untrained policy to its scale.
void Trainer::normalize_anew(const Rollout& rollout) {
    normalizer_.see(rollout.raw_observations);
    const bool first = !normalizer_.has_followed();
    double kl = 0;
    for (double part = 1; part > 1e-6; part *= std::min(0.8, std::sqrt(config_.normalizer_max_kl / kl))) {
        nn::Normalizer trial = normalizer_;
        trial.follow(part);
        kl = mean_kl(*policy_, theta_, rollout.observations, trial(rollout.raw_observations));  // quadratic in the part
        progress_.normalizer_kl = kl;
        if (first || kl <= config_.normalizer_max_kl) return void(normalizer_ = trial);
    }
    progress_.normalizer_kl = 0;
}
// #endregion normalize_anew

void Trainer::count(std::span<const Episode> episodes) {
    progress_.episodes += static_cast<std::int64_t>(episodes.size());
    for (const Episode& episode : episodes) {
        last_returns_.push_back(episode.total_reward);
        if (last_returns_.size() > 100) last_returns_.pop_front();
    }
    if (!episodes.empty()) {
        const EpisodeSummary now = summarize(episodes);
        progress_.return_mean = now.return_mean, progress_.return_std = now.return_std;
        progress_.length_mean = now.length_mean;
    }
    if (last_returns_.size() == 100) {
        double sum = 0;
        for (const double value : last_returns_) sum += value;
        progress_.return_mean_100 = sum / 100;
    }
}

// #region archive
void Trainer::archive(nn::Archive& archive) {
    archive(policy_->layout(), theta_);
    if (config_.normalize_observations) normalizer_.archive(archive, "observations");
    learner_->archive(archive);
    envs_.archive(archive);

    std::vector<double> returns(last_returns_.begin(), last_returns_.end());
    archive.list("progress.last_returns", returns, 100);
    last_returns_.assign(returns.begin(), returns.end());
    archive.count("progress.iteration", progress_.iteration, 2 * max_steps);
    archive.count("progress.env_steps", progress_.env_steps, 2 * max_steps);
    archive.count("progress.episodes", progress_.episodes, 2 * max_steps);
}
// #endregion archive

nn::SafeTensors Trainer::checkpoint() {
    nn::SafeTensors contents = empty_checkpoint(config_);
    auto saving = nn::Archive::saving(contents);
    archive(saving);
    return contents;
}

Trainer::Trainer(const TrainConfig& config, const nn::SafeTensors& checkpoint) : Trainer(config) {
    expect_checkpoint_of(config, checkpoint);
    expect_own_precision(checkpoint);
    auto restoring = nn::Archive::restoring(checkpoint);
    archive(restoring);
}

void Trainer::start_from(const nn::SafeTensors& checkpoint) {
    expect_own_version(checkpoint);
    expect_own_precision(checkpoint);
    const TrainConfig its = config_of(checkpoint);
    const auto expect = [](bool same, const std::string& what, const std::string& its, const std::string& ours) {
        if (!same) throw ConfigError(fmt::format("the agent to begin with has {} {}, not {}", what, its, ours));
    };
    for (const nn::Parameter& p : policy_->layout().parameters()) {
        const auto found = checkpoint.arrays.find(p.name);
        expect(found != checkpoint.arrays.end() && found->second.shape() == p.shape, p.name,
               found == checkpoint.arrays.end() ? "nowhere" : to_string(found->second.shape()), to_string(p.shape));
    }
    // Slices that fit may still not be all, nor mean the same.
    for (const char* key : {"policy", "network", "hidden", "normalize_observations"})
        expect(value_of(its, key) == value_of(config_, key), key, value_of(its, key), value_of(config_, key));
    const auto actions = [](const EnvSpec& spec) { return describe(spec.action) + (spec.masked ? ", masked" : ""); };
    const std::unique_ptr<Env> its_env = make_env(its.env);
    expect(its_env->spec().action.index() == spec().action.index() &&
               choices(its_env->spec().action) == choices(spec().action) && its_env->spec().masked == spec().masked,
           "a policy for", actions(its_env->spec()), actions(spec()));

    auto restoring = nn::Archive::restoring(checkpoint);
    restoring(policy_->layout(), theta_);
    if (config_.normalize_observations) normalizer_.archive(restoring, "observations");
    try {
        learner_->start_from(checkpoint);
    } catch (const std::runtime_error& e) { throw ConfigError(fmt::format("the agent to begin with: {}", e.what())); }
}

}  // namespace surefoot::rl
