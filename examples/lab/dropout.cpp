// Dropout: noise in the network breaks TRPO, and PPO takes it.   docs/15, docs/16
//
// A network that drops units is another function at each evaluation, so the KL from π_old to π_θ is not 0 at θ_old, and a line
// search that waits for KL ≤ δ waits in vain once that noise passes δ. With the masks that were used when acting, the policy
// is a function again. PPO measures no KL: for its many small steps the noise averages out.
#include <fmt/format.h>

#include <cstring>
#include <mutex>
#include <unordered_map>

#include "autodiff/ops/elementwise.hpp"
#include "examples/lab/training.hpp"
#include "nn/layers/linear.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/rungs/ppo.hpp"
#include "rl/rungs/trpo.hpp"

namespace surefoot::lab {
namespace {

using ad::Tensor;
using ad::Var;

enum class Masks { fresh, remembered };

// Two hidden layers of tanh units, each of which is dropped with some probability. A fresh mask is another one at each
// evaluation; a remembered one belongs to the observation, so that the one used when acting is found again.
class DropoutPolicy : public rl::Policy {
  public:
    DropoutPolicy(const rl::EnvSpec& spec, double rate, Masks masks)
        : rate_(rate),
          masks_(masks),
          first_(layout_, "policy.0", spec.observation.size(), width, nn::orthogonal(1.4)),
          second_(layout_, "policy.1", width, width, nn::orthogonal(1.4)),
          last_(layout_, "policy.2", width, std::get<rl::Discrete>(spec.action).n, nn::orthogonal(0.01)) {}

    rl::Distribution operator()(const Var& theta, const Tensor& observations) const override {
        const std::uint64_t evaluation = masks_ == Masks::fresh ? times_seen(observations) : 0;
        const Var h = tanh(first_(theta, observations)) * mask(observations, evaluation, 0);
        return rl::Categorical(last_(theta, tanh(second_(theta, h)) * mask(observations, evaluation, 1)));
    }

  private:
    static constexpr int width = 64;

    static std::uint64_t hash(const Tensor& observations, int row, std::uint64_t seed) {
        for (int j = 0; j < observations.shape()[1]; ++j) {
            const double value = observations.at(row, j);
            std::uint64_t bits;
            std::memcpy(&bits, &value, sizeof bits);
            seed = (seed ^ bits) * 0x9e3779b97f4a7c15u;
            seed ^= seed >> 29;
        }
        return seed;
    }

    // How often these rows were looked at before: the same for any number of threads, as a count of all calls is not.
    std::uint64_t times_seen(const Tensor& observations) const {
        const std::lock_guard lock(mutex_);
        return ++seen_[hash(observations, 0, 0)];
    }

    // 0 for a dropped unit, 1/(1 − rate) for one that stays, so that the mean is as it was.
    Tensor mask(const Tensor& observations, std::uint64_t evaluation, std::uint32_t layer) const {
        const int rows = observations.shape()[0];
        Tensor mask = Tensor::uninitialized({rows, width});
        auto out = mask.write().begin();
        for (int i = 0; i < rows; ++i) {
            nn::Rng rng(hash(observations, i, evaluation), "dropout", layer);
            for (int j = 0; j < width; ++j) *out++ = rng.uniform() < rate_ ? 0 : static_cast<ad::Real>(1 / (1 - rate_));
        }
        return mask;
    }

    double rate_;
    Masks masks_;
    mutable std::mutex mutex_;
    mutable std::unordered_map<std::uint64_t, std::uint64_t> seen_;
    nn::Linear first_, second_, last_;
};

struct Outcome {
    double zero_step_kl = 0;  // mean over iterations
    double rejected = 0;      // TRPO: share of the steps
    double kl = 0;            // of a step, mean over iterations
    double clipped = 0;       // PPO: share of the samples, mean over iterations
    double final_return = 0;

    void add(const Outcome& other, double weight) {
        zero_step_kl += weight * other.zero_step_kl, rejected += weight * other.rejected, kl += weight * other.kl;
        clipped += weight * other.clipped, final_return += weight * other.final_return;
    }
};

Outcome train(Rung rung, double rate, Masks masks, int iterations, std::uint64_t seed) {
    rl::VectorEnv envs("CartPole-v1", 4, seed);
    const DropoutPolicy policy(envs.spec(), rate, masks);
    rl::Critic critic(envs.spec().observation, {}, seed);
    nn::Rng init(seed, "policy"), minibatches(seed, "minibatches");
    nn::Adam adam({.learning_rate = rl::PpoConfig{}.learning_rate});
    Tensor theta = policy.layout().initial(init);
    Outcome outcome;
    for (int i = 0; i < iterations; ++i) {
        const rl::Rollout rollout = rl::collect(envs, policy, theta, {.steps = 1024});
        const auto [batch, targets, explained_variance] = critic.judge(rollout);
        outcome.zero_step_kl += rl::OldPolicy(policy, theta, batch).mean_kl(theta) / iterations;
        if (rung == Rung::trpo) {
            const rl::TrpoStats stats = rl::trpo(policy, theta, batch, {});
            outcome.rejected += !stats.accepted / static_cast<double>(iterations), outcome.kl += stats.kl / iterations;
        } else {
            const rl::PpoStats stats = rl::ppo(policy, theta, batch, adam, minibatches, {});
            outcome.clipped += stats.clipped / iterations, outcome.kl += stats.kl / iterations;
        }
        critic.learn(rollout.observations, targets);
        if (!rollout.episodes.empty()) outcome.final_return = rl::summarize(rollout.episodes).return_mean;
    }
    return outcome;
}

}  // namespace

Result dropout(const Options& options) {
    const int iterations = options.quick ? 6 : 30, seeds = options.quick ? 1 : 2;
    const double max_kl = rl::TrpoConfig{}.max_kl;
    Result result{
        .table = {.columns = {"method", "masks", "rate", "zero_step_kl", "rejected", "kl", "clipped", "final_return"}}};
    Panel noise{.title = "TRPO: the KL of no step at all", .x_label = "dropout rate", .y_label = "mean KL / δ"};
    Panel refusals{.title = "TRPO: steps that the line search refused",
                   .x_label = "dropout rate",
                   .y_label = "share of the steps"};
    Panel earned{.title = "what each earns in its last iteration",
                 .x_label = "dropout rate",
                 .y_label = "mean return",
                 .y_range = {0, 520}};
    Panel unbounded{.title = "PPO, fresh masks: KLs that nobody waits for",
                    .x_label = "dropout rate",
                    .y_label = "mean KL / δ of TRPO"};
    const std::vector<double> rates =
        options.quick ? std::vector{0.0, 0.05, 0.5} : std::vector{0.0, 0.02, 0.05, 0.1, 0.2, 0.5};
    const std::vector<double> ppo_rates = options.quick ? std::vector{0.5} : std::vector{0.0, 0.1, 0.5};
    struct Way {
        std::string name;
        Rung rung;
        Masks masks;
    };
    for (const Way& way : {Way{"fresh", Rung::trpo, Masks::fresh}, Way{"remembered", Rung::trpo, Masks::remembered},
                           Way{"ppo fresh", Rung::ppo, Masks::fresh}}) {
        const bool trpo = way.rung == Rung::trpo;
        const std::string masks = way.masks == Masks::fresh ? "fresh" : "remembered";
        Curve kl{.name = trpo ? masks + " masks" : "of no step at all"},
            rejected = kl, update{.name = "of an iteration"},
            returned{.name = (trpo ? "TRPO, " : "PPO, ") + masks + " masks"};
        for (const double rate : trpo ? rates : ppo_rates) {
            Outcome mean;
            for (int seed = 0; seed < seeds; ++seed)
                mean.add(train(way.rung, rate, way.masks, iterations, static_cast<std::uint64_t>(seed)), 1.0 / seeds);
            update.x.push_back(rate), update.y.push_back(mean.kl / max_kl);
            kl.x.push_back(rate), kl.y.push_back(mean.zero_step_kl / max_kl);
            rejected.x.push_back(rate), rejected.y.push_back(mean.rejected);
            returned.x.push_back(rate), returned.y.push_back(mean.final_return);
            result.table.add({trpo ? "trpo" : "ppo", masks, number(rate), number(mean.zero_step_kl),
                              trpo ? number(mean.rejected) : "", number(mean.kl), trpo ? "" : number(mean.clipped),
                              number(mean.final_return)});
            const std::string at = way.name + " " + number(rate);
            result.figures["kl " + at] = mean.zero_step_kl / max_kl;
            result.figures["return " + at] = mean.final_return;
            if (trpo)
                result.figures["rejected " + at] = mean.rejected;
            else
                result.figures["clipped " + at] = mean.clipped, result.figures["step kl " + at] = mean.kl;
        }
        if (!trpo) unbounded.curves = {kl, update};
        if (trpo) noise.curves.push_back(kl), refusals.curves.push_back(rejected);
        earned.curves.push_back(returned);
    }
    result.figure = {fmt::format("Dropout on CartPole-v1, {} iterations of 1024 steps, δ = {}, seeds 0 to {}",
                                 iterations, max_kl, seeds - 1),
                     {noise, refusals, earned, unbounded}};
    const auto& f = result.figures;
    result.words = {
        fmt::format("With a twentieth of the units dropped, the KL of no step at all is {:.2f} of the "
                    "radius, and {:.0f} % of the steps are "
                    "refused; with half of them it is {:.1f} radii, and {:.0f} % are.",
                    f.at("kl fresh 0.05"), 100 * f.at("rejected fresh 0.05"), f.at("kl fresh 0.5"),
                    100 * f.at("rejected fresh 0.5")),
        fmt::format("With the masks that were used when acting it is {} at every rate, and {:.0f} % of the "
                    "steps are refused at a rate of "
                    "a half; the mean return is {:.0f}, where fresh masks leave it at {:.0f}.",
                    number(f.at("kl remembered 0.5")), 100 * f.at("rejected remembered 0.5"),
                    f.at("return remembered 0.5"), f.at("return fresh 0.5")),
        fmt::format("PPO with fresh masks and half of the units dropped earns {:.0f}; {:.0f} % of its ratios "
                    "end outside the clip, and its iterations have a KL of {:.3f}.",
                    f.at("return ppo fresh 0.5"), 100 * f.at("clipped ppo fresh 0.5"), f.at("step kl ppo fresh 0.5"))};
    return result;
}

}  // namespace surefoot::lab
