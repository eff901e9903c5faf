#include "rl/trainer.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "autodiff/kernels/layout.hpp"
#include "rl/advantage.hpp"

namespace rl {
namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Refuses names that there are not, whoever filled in the configuration.
const TrainConfig& checked(const TrainConfig& config) {
    default_config(config.algorithm, config.env);
    return config;
}

ad::Tensor initial(const nn::Layout& layout, std::uint64_t seed, const char* purpose) {
    nn::Rng rng(seed, purpose);
    return layout.initial(rng);
}

double policy_learning_rate(const TrainConfig& config) {
    return config.algorithm == "vpg" ? config.vpg.learning_rate : config.reinforce.learning_rate;
}

}  // namespace

Trainer::Trainer(const TrainConfig& config)
    : config_(checked(config)),
      envs_(config.env, config.num_envs, config.seed),
      policy_(spec().observation, spec().action, {.hidden = config.hidden, .initial_log_std = config.initial_log_std}),
      value_function_(spec().observation, config.hidden),
      theta_(initial(policy_.layout(), config.seed, "policy")),
      phi_(initial(value_function_.layout(), config.seed, "value function")),
      policy_adam_({.learning_rate = policy_learning_rate(config)}),
      value_adam_({.learning_rate = config.value.learning_rate}),
      action_rng_(config.seed, "actions"),
      fit_rng_(config.seed, "value fit") {}

// #region iterate
const Progress& Trainer::iterate() {
    const auto start = Clock::now();
    const Rollout rollout = collect(envs_, policy_, theta_, action_rng_,
                                    {.steps = config_.batch_steps, .whole_episodes = config_.algorithm == "reinforce"});
    const double seconds_rollout = seconds_since(start);

    const Progress before = std::exchange(progress_, {});
    progress_.iteration = before.iteration + 1;
    progress_.env_steps = before.env_steps + rollout.size();
    progress_.episodes = before.episodes;
    progress_.seconds_rollout = seconds_rollout;
    count(rollout.episodes);
    update(rollout);
    progress_.seconds_update = seconds_since(start) - seconds_rollout;
    progress_.seconds_total = before.seconds_total + seconds_since(start);
    return progress_;
}

void Trainer::update(const Rollout& rollout) {
    if (config_.algorithm == "reinforce") {  // no value function: every episode is whole
        const ad::pool::vector<double> nothing_more(rollout.segments.size(), 0.0);
        const Batch batch = make_batch(rollout, discounted_returns(rollout, nothing_more, config_.gamma));
        const ReinforceStats stats = reinforce(policy_, theta_, batch, policy_adam_);
        progress_.kl = stats.kl, progress_.entropy = stats.entropy, progress_.applied = stats.applied;
        return;
    }

    const auto V = evaluate(value_function_, phi_, rollout.observations);
    const auto final_V = evaluate(value_function_, phi_, rollout.final_observations);
    const auto A = gae(rollout, V, final_V, config_.gamma, config_.lambda);
    const auto targets = lambda_returns(A, V);
    progress_.explained_variance = explained_variance(V, targets);

    const Batch batch = make_batch(rollout, standardized(A));
    if (config_.algorithm == "vpg") {
        const VpgStats stats = vpg(policy_, theta_, batch, policy_adam_);
        progress_.kl = stats.kl, progress_.entropy = stats.entropy, progress_.applied = stats.applied;
    } else {
        const TrpoStats stats = trpo(policy_, theta_, batch, config_.trpo);
        progress_.kl = stats.kl, progress_.entropy = stats.entropy, progress_.surrogate_gain = stats.surrogate_gain;
        progress_.backtracks = stats.backtracks, progress_.cg_residual = stats.cg_residual;
        progress_.applied = stats.accepted, progress_.reason = stats.reason;
    }
    phi_ = fit(value_function_, phi_, rollout.observations, targets, value_adam_, fit_rng_, config_.value);
}
// #endregion iterate

void Trainer::count(std::span<const Episode> episodes) {
    progress_.episodes += static_cast<long>(episodes.size());
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

nn::SafeTensors Trainer::checkpoint() const {
    nn::SafeTensors contents;
    for (const nn::Parameter& p : policy_.layout().parameters()) contents.tensors[p.name] = p(theta_);
    if (config_.algorithm != "reinforce")
        for (const nn::Parameter& p : value_function_.layout().parameters()) contents.tensors[p.name] = p(phi_);
    contents.metadata["config"] = to_json(config_);
    return contents;
}

namespace {

// A parameter vector read back from its named slices.
ad::Tensor gathered(const nn::Layout& layout, const nn::SafeTensors& checkpoint) {
    std::vector<ad::Tensor> parts{ad::Tensor()};
    for (const nn::Parameter& p : layout.parameters()) {
        const auto found = checkpoint.tensors.find(p.name);
        if (found == checkpoint.tensors.end())
            throw std::runtime_error(fmt::format("the checkpoint has no `{}`", p.name));
        if (found->second.shape() != p.shape)
            throw std::runtime_error(fmt::format("the checkpoint's `{}` is {}, not {}", p.name,
                                                 to_string(found->second.shape()), to_string(p.shape)));
        parts.push_back(found->second.reshaped({static_cast<int>(p.shape.size())}));
    }
    return ad::kernels::concatenate(parts, 0);
}

}  // namespace

std::vector<Episode> evaluate(const TrainConfig& config, const nn::SafeTensors& checkpoint, int episodes,
                              std::uint64_t seed, bool deterministic) {
    VectorEnv env(config.env, 1, seed);
    const Policy policy(env.spec().observation, env.spec().action, {.hidden = config.hidden});
    const ad::Tensor theta = gathered(policy.layout(), checkpoint);
    nn::Rng rng(seed, "evaluation");

    std::vector<Episode> finished;
    while (static_cast<int>(finished.size()) < episodes) {
        const Distribution pi = policy(theta, env.observations());
        const ad::Tensor action = deterministic ? mode(pi) : sample(pi, rng);
        const auto result = env.step(0, std::vector<double>(action.values().begin(), action.values().end()));
        if (result.step.terminated || result.step.truncated)
            finished.push_back({result.episode_return, result.episode_length});
    }
    return finished;
}

std::string csv_header() {
    return "iteration,env_steps,episodes,return_mean,return_mean_100,return_std,length_mean,kl,entropy,surrogate_gain,"
           "backtracks,cg_residual,explained_variance,seconds_rollout,seconds_update,seconds_total\n";
}

std::string csv_row(const Progress& p) {
    const auto cell = [](const auto& value) {  // empty where it does not apply
        return value && std::isfinite(double(*value)) ? fmt::format("{}", *value) : std::string();
    };
    return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", p.iteration, p.env_steps, p.episodes,
                       cell(p.return_mean), cell(p.return_mean_100), cell(p.return_std), cell(p.length_mean),
                       cell(p.kl), cell(p.entropy), cell(p.surrogate_gain), cell(p.backtracks), cell(p.cg_residual),
                       cell(p.explained_variance), p.seconds_rollout, p.seconds_update, p.seconds_total);
}

}  // namespace rl
