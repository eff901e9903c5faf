#include "rl/runs/trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "nn/storage/archive.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/runs/checkpoint.hpp"

namespace surefoot::rl {
namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

const TrainConfig& checked(const TrainConfig& config) {
    check(config);
    return config;
}

ad::Tensor initial(const nn::Layout& layout, std::uint64_t seed, const char* purpose) {
    nn::Rng rng(seed, purpose);
    return layout.initial(rng);
}

std::unique_ptr<nn::Normalizer> normalizer(bool wanted, int size) {
    return wanted ? std::make_unique<nn::Normalizer>(size) : nullptr;
}

// Adam, unless the configuration says otherwise. NPG and TRPO have none.
std::unique_ptr<nn::Optimizer> policy_optimizer(const TrainConfig& c) {
    if (c.algorithm == "reinforce") return nn::make_optimizer(c.reinforce.optimizer, c.reinforce.learning_rate);
    if (c.algorithm == "vpg") return nn::make_optimizer(c.vpg.optimizer, c.vpg.learning_rate);
    if (c.algorithm == "ppo") return nn::make_optimizer("adam", c.ppo.learning_rate);
    return nullptr;
}

}  // namespace

Trainer::Trainer(const TrainConfig& config)
    : config_(checked(config)),
      envs_(config.env, config.num_envs, config.seed),
      observations_(normalizer(config.normalize_observations, spec().observation.size())),
      returns_(normalizer(config.normalize_returns, 1)),
      policy_(spec().observation, spec().action, {.hidden = config.hidden, .initial_log_std = config.initial_log_std},
              observations_.get()),
      theta_(initial(policy_.layout(), config.seed, "policy")),
      optimizer_(policy_optimizer(config)),
      critic_(spec().observation, config.critic(), config.seed, observations_.get()),
      baseline_(config.reinforce.baseline, spec().observation, config.critic(), config.seed, observations_.get()),
      action_rng_(config.seed, "actions"),
      minibatch_rng_(config.seed, "minibatches") {}

namespace {

constexpr const char* not_finite = "the gradient or the step is not finite";

void record(Progress& p, const PolicyGradientStats& stats) {
    p.kl = stats.kl, p.entropy = stats.entropy, p.applied = stats.applied;
    if (!p.applied) p.reason = not_finite;
}

}  // namespace

// #region iterate
const Progress& Trainer::iterate() {
    const auto start = Clock::now();
    Rollout rollout = collect(envs_, policy_, theta_, action_rng_,
                              {.steps = config_.batch_steps,
                               .whole_episodes = config_.algorithm == "reinforce",
                               .snapshot_every = config_.uses_vine() ? 1 : 0});
    const double seconds_rollout = seconds_since(start);

    const Progress before = std::exchange(progress_, {});
    progress_.iteration = before.iteration + 1;
    progress_.env_steps = before.env_steps + rollout.size();
    progress_.episodes = before.episodes;
    progress_.seconds_rollout = seconds_rollout;
    count(rollout.episodes);
    if (returns_) scale_rewards(rollout);
    update(rollout, before.env_steps);
    if (observations_) look_at(rollout);
    progress_.seconds_update = seconds_since(start) - seconds_rollout;
    progress_.seconds_total = before.seconds_total + seconds_since(start);
    return progress_;
}

void Trainer::update(const Rollout& rollout, std::int64_t steps_before) {
    if (config_.algorithm == "reinforce") {
        record(progress_, reinforce(policy_, theta_, rollout, baseline_, *optimizer_, config_.gamma));
    } else if (config_.algorithm == "vpg") {
        const VpgStats stats = vpg(policy_, theta_, rollout, critic_, *optimizer_);
        record(progress_, stats.step);
        progress_.explained_variance = stats.explained_variance;
    } else {
        const auto [batch, targets, explained_variance] = critic_.judge(rollout);
        step(config_.uses_vine() ? vine(rollout) : batch, steps_before);
        critic_.learn(rollout.observations, targets);
        progress_.explained_variance = explained_variance;
    }
}

void Trainer::step(const Batch& batch, std::int64_t steps_before) {
    Progress& p = progress_;
    NpgConfig npg_config = config_.npg;
    TrpoConfig trpo_config = config_.trpo;
    if (config_.anneal_max_kl) {
        const double left = 1 - static_cast<double>(steps_before) / static_cast<double>(config_.steps);
        npg_config.max_kl *= left, trpo_config.max_kl *= left;
    }
    if (config_.algorithm == "npg") {
        const NpgStats stats = npg(policy_, theta_, batch, npg_config);
        p.kl = stats.kl, p.entropy = stats.entropy, p.cg_residual = stats.cg_residual;
        p.applied = stats.applied, p.reason = stats.reason;
    } else if (config_.algorithm == "trpo") {
        const TrpoStats stats = trpo(policy_, theta_, batch, trpo_config);
        p.kl = stats.kl, p.entropy = stats.entropy, p.surrogate_gain = stats.surrogate_gain;
        p.backtracks = stats.backtracks, p.cg_residual = stats.cg_residual;
        p.applied = stats.accepted, p.reason = stats.reason;
    } else {
        const PpoStats stats = ppo(policy_, theta_, batch, *optimizer_, minibatch_rng_, config_.ppo);
        p.kl = stats.kl, p.entropy = stats.entropy, p.clipped = stats.clipped, p.applied = stats.applied;
        if (!p.applied) p.reason = not_finite;
    }
}
// #endregion iterate

// Divides the rewards by the deviation of the discounted returns so far, so that no task's scale of rewards is the critic's
// concern. The sums begin anew with each segment.
void Trainer::scale_rewards(Rollout& rollout) {
    ad::Tensor sums = ad::Tensor::uninitialized({rollout.size(), 1});
    auto out = sums.write();
    for (const Segment& segment : rollout.segments) {
        double sum = 0;
        for (int i = segment.begin; i < segment.end; ++i) {
            const auto k = static_cast<std::size_t>(i);
            sum = config_.gamma * sum + rollout.rewards[k];
            out[k] = static_cast<ad::Real>(sum);
        }
    }
    returns_->see(sums);
    const double deviation = std::sqrt(returns_->variance()[0] + 1e-8);
    for (double& reward : rollout.rewards) reward /= deviation;
}

// #region look_at
// Lets the normalizer see what was observed, and follow: that moves the policy too, and no trust region sees it. So it goes
// no further than a bound of its own allows, but for the first time, when it brings an untrained policy to its scale.
void Trainer::look_at(const Rollout& rollout) {
    const Batch batch = make_batch(rollout, rollout.rewards);
    const OldPolicy old(policy_, theta_, batch);
    observations_->see(rollout.observations);
    const nn::Normalizer before = *observations_;
    const bool first = progress_.iteration == 1;
    double kl = 0;
    for (double part = 1; part > 1e-6; part *= std::min(0.8, std::sqrt(config_.normalizer_max_kl / kl))) {
        *observations_ = before;
        observations_->follow(part);
        progress_.normalizer_kl = kl = old.mean_kl(theta_);  // about quadratic in the part
        if (first || kl <= config_.normalizer_max_kl) return;
    }
    *observations_ = before;
    progress_.normalizer_kl = 0;
}
// #endregion look_at

Batch Trainer::vine(const Rollout& trunk) {
    const auto make = [this] { return make_env(config_.env); };
    const Vine vine = grow_vine(make, policy_, theta_, trunk, critic_, config_.vine, config_.gamma, config_.seed,
                                static_cast<std::uint64_t>(progress_.iteration));
    progress_.env_steps += vine.steps;
    return vine.batch;
}

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
    archive(policy_.layout(), theta_);
    if (observations_) observations_->archive(archive, "observations");
    if (returns_) returns_->archive(archive, "returns");
    if (optimizer_) optimizer_->archive(archive, "policy.optimizer", policy_.layout().size());
    if (config_.algorithm == "reinforce")
        baseline_.archive(archive);
    else
        critic_.archive(archive);
    archive("actions.random_position", action_rng_);
    archive("minibatches.random_position", minibatch_rng_);
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

}  // namespace surefoot::rl
