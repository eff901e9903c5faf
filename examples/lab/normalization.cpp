// Normalization: what norms and dropout do to the scale of weights, to curvature, and to a trust region.   docs/22
//
// Behind a LayerNorm the length of a weight says nothing any more, and curvature falls with its square: how far a step of plain
// ascent goes hangs on a number that the policy does not depend on. A BatchNorm that goes by its own batch is another
// policy than the one that acted. And a product with F whose masks change is no matrix.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "examples/lab/dense.hpp"
#include "examples/lab/training.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/linear.hpp"
#include "nn/layers/norm.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/experience/policy_gradient.hpp"
#include "rl/rungs/trpo.hpp"
#include "rl/trust_region/conjugate_gradient.hpp"
#include "rl/trust_region/fisher.hpp"

namespace surefoot::lab {
namespace {

using ad::Real;
using ad::Tensor;
using ad::Var;

constexpr int width = 16, actions = 2;  // of CartPole
const nn::Initializer hidden_init = nn::orthogonal(1.4), output_init = nn::orthogonal(0.01);

// Two hidden layers of tanh units, each behind what is made by `norm`, which gets a name and the layout.
class NormedPolicy : public rl::Policy {
  public:
    using Make = nn::Layer (*)(nn::Layout& layout, const std::string& name);
    NormedPolicy(const rl::EnvSpec& spec, Make norm)
        : network_{nn::Linear(layout_, "hidden.0", spec.observation.size(), width, hidden_init),
                   norm(layout_, "norm.0"),
                   ad::tanh,
                   nn::Linear(layout_, "hidden.1", width, width, hidden_init),
                   norm(layout_, "norm.1"),
                   ad::tanh,
                   nn::Linear(layout_, "output", width, actions, output_init)} {}
    rl::Distribution operator()(const Var& theta, const Tensor& observations) const override {
        return rl::Categorical(network_(theta, observations));
    }

    // θ with the weights and biases of the hidden layers times c.
    Tensor with_hidden_times(double c, const Tensor& theta) const {
        Tensor factors = Tensor::full(theta.shape(), 1);
        for (const nn::Parameter& p : layout_.parameters())
            if (p.name.starts_with("hidden"))
                std::fill_n(factors.write().begin() + p.begin, p.shape.size(), static_cast<Real>(c));
        return theta * factors;
    }

  private:
    nn::Sequential network_;
};

struct Kind {
    const char* name;
    NormedPolicy::Make make;
};
const Kind kinds[] = {
    {"no norm", [](nn::Layout&, const std::string&) -> nn::Layer { return [](const Var& x) { return x; }; }},
    {"LayerNorm",
     [](nn::Layout& layout, const std::string& name) -> nn::Layer { return nn::LayerNorm(layout, name, width); }},
    {"RmsNorm",
     [](nn::Layout& layout, const std::string& name) -> nn::Layer { return nn::RmsNorm(layout, name, width); }},
};

// The same with a BatchNorm, by moments that are a part of it: another policy for other moments.
class BatchNormedPolicy : public rl::Policy {
  public:
    explicit BatchNormedPolicy(const rl::EnvSpec& spec)
        : hidden_{nn::Linear(layout_, "hidden.0", spec.observation.size(), width, hidden_init),
                  nn::Linear(layout_, "hidden.1", width, width, hidden_init)},
          norm_{nn::BatchNorm(layout_, "norm.0", width), nn::BatchNorm(layout_, "norm.1", width)},
          output_(layout_, "output", width, actions, output_init) {}

    std::vector<nn::Moments> moments{nn::Moments(width), nn::Moments(width)};

    rl::Distribution operator()(const Var& theta, const Tensor& observations) const override {
        Var h = observations;
        for (std::size_t k = 0; k < 2; ++k) h = tanh(norm_[k](theta, hidden_[k](theta, h), moments[k]));
        return rl::Categorical(output_(theta, h));
    }
    // By the batch's own moments, which are returned.
    std::pair<rl::Distribution, std::vector<nn::Moments>> by_batch(const Tensor& theta,
                                                                   const Tensor& observations) const {
        Var h = observations;
        std::vector<nn::Moments> found;
        for (std::size_t k = 0; k < 2; ++k) {
            const auto [y, batch] = norm_[k].by_batch(theta, hidden_[k](theta, h));
            found.push_back(batch), h = tanh(y);
        }
        return {rl::Categorical(output_(theta, h)), found};
    }

  private:
    nn::Linear hidden_[2];
    nn::BatchNorm norm_[2];
    nn::Linear output_;
};

double mean(const Tensor& x) {
    return nn::mean(x.size(), [&](const nn::Shard& shard) { return shard.of(x); });
}

double mean_kl(const rl::Distribution& p, const rl::Distribution& q) { return mean(rl::kl(p, q).value()); }

// One policy in its environments, with a critic.
struct Agent {
    const rl::Policy& policy;
    rl::VectorEnv envs;
    rl::Critic critic;
    Tensor theta;
    rl::Rollout rollout = {};
    double returned = 0;  // the mean return of the last episodes

    Agent(const rl::Policy& policy, const rl::EnvSpec& spec, std::uint64_t seed)
        : policy(policy), envs("CartPole-v1", 4, seed), critic(spec.observation, {}, seed) {
        nn::Rng init(seed, "policy");
        theta = policy.layout().initial(init);
    }
    // Acts for a while, updates θ as it is told, and lets the critic learn.
    void iterate(int steps, ad::FunctionRef<void(const rl::Batch&)> update) {
        rollout = rl::collect(envs, policy, theta, {.steps = steps});
        const auto [batch, targets, explained_variance] = critic.judge(rollout);
        update(batch);
        critic.learn(rollout.observations, targets);
        if (!rollout.episodes.empty()) returned = rl::summarize(rollout.episodes).return_mean;
    }
};

// Of a policy that TRPO has trained for a little, and of the same with longer or shorter hidden weights.
struct Scaled {
    double moved;    // KL from the unscaled policy
    double largest;  // eigenvalue of F
    double ascent;   // KL of a step of plain ascent
};

std::vector<Scaled> scale(const Kind& kind, const rl::EnvSpec& spec, const std::vector<double>& factors, int samples) {
    const NormedPolicy policy(spec, kind.make);
    Agent agent(policy, spec, 0);
    for (int i = 0; i < 5; ++i)
        agent.iterate(1024, [&](const rl::Batch& batch) { rl::trpo(policy, agent.theta, batch, {}); });
    const Tensor unscaled = agent.theta;
    std::vector<Scaled> found;
    agent.iterate(samples, [&](const rl::Batch& batch) {
        for (const double c : factors) {
            const Tensor theta = policy.with_hidden_times(c, unscaled);
            const rl::OldPolicy old(policy, theta, batch);
            const Tensor g = nn::mean_grad(batch.size(), theta, [&](const Var& x, const nn::Shard& shard) {
                const rl::Distribution pi = policy(x, shard.of(batch.observations));
                return exp(rl::log_prob(pi, shard.of(batch.actions)) - old.log_prob(shard)) *
                       shard.of(batch.advantages);
            });
            const rl::Fisher F(policy, theta, batch.observations, 0);
            constexpr auto alpha = static_cast<Real>(0.01);
            found.push_back({.moved = mean_kl(policy(unscaled, batch.observations), policy(theta, batch.observations)),
                             .largest = Dense(theta.size(), F).eigenvalues().back(),
                             .ascent = old.mean_kl(theta + alpha * g)});
        }
    });
    return found;
}

// The mean return of the last iteration, from a θ whose hidden weights were c times as long to begin with.
double train(const Kind& kind, const rl::EnvSpec& spec, double c, double damping, int iterations, std::uint64_t seed) {
    const NormedPolicy policy(spec, kind.make);
    Agent agent(policy, spec, seed);
    agent.theta = policy.with_hidden_times(c, agent.theta);
    const rl::TrpoConfig config{.cg_damping = damping};
    for (int i = 0; i < iterations; ++i)
        agent.iterate(1024, [&](const rl::Batch& batch) {
            if (damping > 0)
                rl::trpo(policy, agent.theta, batch, config);
            else  // a step of plain ascent, α = 1
                agent.theta = agent.theta + rl::policy_gradient(policy, agent.theta, batch);
        });
    return agent.returned;
}

struct BatchNormed {
    // In the second half of the iterations, over δ: the KL from the policy that acted to the one by the batch's own moments, and
    // the KL that it moves by when the moments follow the batch.
    double by_batch = 0, followed = 0;
    double refused = 0;  // share of the steps
    double returned = 0;
};

BatchNormed train_batch_normed(const rl::EnvSpec& spec, int iterations, std::uint64_t seed) {
    BatchNormedPolicy policy(spec);
    Agent agent(policy, spec, seed);
    BatchNormed found;
    const rl::TrpoConfig config;
    for (int i = 0; i < iterations; ++i)
        agent.iterate(1024, [&](const rl::Batch& batch) {
            const Tensor& x = batch.observations;
            const auto [pi, seen] = policy.by_batch(agent.theta, x);
            const double weight = 2 * i >= iterations ? 1 / (config.max_kl * (iterations - iterations / 2)) : 0;
            found.by_batch += weight * mean_kl(policy(agent.theta, x), pi);
            found.refused += !rl::trpo(policy, agent.theta, batch, config).accepted / double(iterations);
            const rl::Distribution before = policy(agent.theta, x);
            for (std::size_t k = 0; k < 2; ++k) policy.moments[k] = policy.moments[k].towards(seen[k]);
            found.followed += weight * mean_kl(before, policy(agent.theta, x));
        });
    found.returned = agent.returned;
    return found;
}

// Conjugate gradients on the Fisher products of a network with dropout, with the masks of one pass or with fresh ones in each.
struct Dropped {
    nn::Layout layout;
    nn::Sequential network;
    Tensor theta;

    Dropped(const rl::EnvSpec& spec, double rate)
        : network{nn::Linear(layout, "hidden.0", spec.observation.size(), width, hidden_init),
                  ad::tanh,
                  nn::Dropout("dropout.0", rate),
                  nn::Linear(layout, "hidden.1", width, width, hidden_init),
                  ad::tanh,
                  nn::Dropout("dropout.1", rate),
                  nn::Linear(layout, "output", width, actions, nn::orthogonal(1))} {
        nn::Rng init(0, "policy");
        theta = layout.initial(init);
    }
    // v ↦ F v + λ v with the masks of a step
    Tensor product(const Tensor& x, std::uint64_t step, const Tensor& v, double damping) const {
        const nn::Samples samples = x.shape()[0];
        const nn::Pass pass{.training = true, .step = step};
        nn::ByShard<std::optional<rl::Distribution>> pi(samples);
        const nn::Curvature F(samples, theta, [&](const Var& w, const nn::Shard& shard) {
            pi[shard] = rl::Categorical(network(w, shard.of(x), pass.of(shard.begin, shard.size() == samples.count)));
            return rl::parameters(*pi[shard]);
        });
        return F(v, [&](const nn::Shard& shard,
                        std::span<const Tensor> tangents) { return rl::fisher_metric(*pi[shard], tangents); }) +
               static_cast<Real>(damping) * v;
    }
};

// States that a policy at random meets.
Tensor observed(const rl::EnvSpec& spec, int samples) {
    const NormedPolicy policy(spec, kinds[0].make);
    Agent agent(policy, spec, 0);
    agent.iterate(samples, [](const rl::Batch&) {});
    return agent.rollout.observations;
}

// |⟨u, F v⟩ − ⟨v, F u⟩| beside their size
double asymmetry(const Tensor& u, const Tensor& Fv, const Tensor& v, const Tensor& Fu) {
    const double a = ad::dot(u, Fv), b = ad::dot(v, Fu);
    return std::abs(a - b) / std::max(std::abs(a), std::abs(b));
}

}  // namespace

Result normalization(const Options& options) {
    const rl::VectorEnv envs("CartPole-v1", 1, 0);
    const rl::EnvSpec spec = envs.spec();
    Result result{.table = {.columns = {"norm", "scale", "kl_from_unscaled", "largest_eigenvalue", "kl_of_ascent",
                                        "return_ascent", "return_trpo_0.1", "return_trpo_0.001"}}};
    Panel eigenvalues{.title = "largest eigenvalue of F", .x_label = "hidden weights, times", .y_label = "eigenvalue"};
    Panel lengths{
        .title = "KL of a step of plain ascent, 0.01 g", .x_label = "hidden weights, times", .y_label = "nats"};
    Panel learnt{.title = "behind LayerNorms, after training",
                 .x_label = "hidden weights at first, times",
                 .y_label = "mean return",
                 .y_range = {0, 520}};
    eigenvalues.log_x = eigenvalues.log_y = lengths.log_x = lengths.log_y = learnt.log_x = true;
    const std::vector<double> factors =
        options.quick ? std::vector{0.25, 1.0, 4.0} : std::vector{0.0625, 0.25, 1.0, 4.0, 16.0};
    const int iterations = options.quick ? 4 : 30, seeds = options.quick ? 1 : 3;
    struct Way {
        const char *name, *figure;
        double damping;
    };
    const Way ways[] = {
        {"plain ascent", "ascent", 0}, {"TRPO, λ = 0.1", "trpo 0.1", 0.1}, {"TRPO, λ = 0.001", "trpo 0.001", 0.001}};
    for (const Kind& kind : kinds) {
        const std::vector<Scaled> at = scale(kind, spec, factors, options.quick ? 256 : 1024);
        Curve largest{.name = kind.name}, ascent{.name = kind.name};
        Curve returned[3];
        for (std::size_t i = 0; i < factors.size(); ++i) {
            const double c = factors[i];
            const std::string name = fmt::format(" {} {}", kind.name, number(c));
            std::vector<std::string> row{kind.name, number(c), number(at[i].moved), number(at[i].largest),
                                         number(at[i].ascent)};
            result.figures["moved" + name] = at[i].moved;
            result.figures["largest" + name] = at[i].largest;
            result.figures["ascent" + name] = at[i].ascent;
            largest.x.push_back(c), largest.y.push_back(at[i].largest);
            ascent.x.push_back(c), ascent.y.push_back(at[i].ascent);
            for (std::size_t w = 0; w < 3; ++w) {
                double mean_return = 0;
                for (int seed = 0; seed < seeds; ++seed)
                    mean_return +=
                        train(kind, spec, c, ways[w].damping, iterations, static_cast<std::uint64_t>(seed)) / seeds;
                returned[w].x.push_back(c), returned[w].y.push_back(mean_return);
                result.figures[fmt::format("return {}{}", ways[w].figure, name)] = mean_return;
                row.push_back(number(mean_return));
            }
            result.table.add(row);
        }
        eigenvalues.curves.push_back(largest), lengths.curves.push_back(ascent);
        for (std::size_t w = 0; w < 3; ++w)
            if (std::string(kind.name) == "LayerNorm")
                returned[w].name = ways[w].name, learnt.curves.push_back(returned[w]);
    }

    BatchNormed batch_normed;
    for (int seed = 0; seed < seeds; ++seed) {
        const BatchNormed one = train_batch_normed(spec, iterations, static_cast<std::uint64_t>(seed));
        batch_normed.by_batch += one.by_batch / seeds, batch_normed.followed += one.followed / seeds;
        batch_normed.refused += one.refused / seeds, batch_normed.returned += one.returned / seeds;
    }
    result.figures["batch by_batch"] = batch_normed.by_batch;
    result.figures["batch followed"] = batch_normed.followed;
    result.figures["batch refused"] = batch_normed.refused;
    result.figures["batch return"] = batch_normed.returned;

    Panel residuals{.title = "dropout 0.2: conjugate gradients", .x_label = "products", .y_label = "‖g - F x‖ / ‖g‖"};
    residuals.log_y = true;
    const Dropped dropped(spec, 0.2);
    const Tensor x = observed(spec, options.quick ? 128 : 512);
    nn::Rng rng(0, "direction");
    Tensor u = Tensor::uninitialized(dropped.theta.shape());
    for (Real& value : u.write()) value = static_cast<Real>(rng.normal());
    constexpr double damping = 1e-3;
    const auto with_masks_of = [&](std::uint64_t step, const Tensor& v) {
        return dropped.product(x, step, v, damping);
    };
    const Tensor g = with_masks_of(0, u);
    for (const bool fresh : {false, true}) {
        Curve curve{.name = fresh ? "fresh masks in each product" : "the masks of one pass"};
        for (int k = 1; k <= (options.quick ? 8 : 25); ++k) {
            std::uint64_t step = 0;
            const rl::Solution found =
                rl::conjugate_gradient([&](const Tensor& v) { return with_masks_of(fresh ? step++ : 0, v); }, g,
                                       {.iterations = k, .tolerance = 0});
            curve.x.push_back(k);
            curve.y.push_back(ad::norm(g - with_masks_of(0, found.x)) / ad::norm(g));
        }
        result.figures[fresh ? "residual fresh" : "residual same"] = curve.y.back();
        residuals.curves.push_back(curve);
    }
    const Tensor v = g;
    result.figures["asymmetry same"] = asymmetry(u, with_masks_of(0, v), v, with_masks_of(0, u));
    result.figures["asymmetry fresh"] = asymmetry(u, with_masks_of(1, v), v, with_masks_of(2, u));

    result.figure = {
        .title = fmt::format("Norms and dropout on CartPole-v1, {} iterations of 1024 steps, seeds 0 to {}", iterations,
                             seeds - 1),
        .panels = {eigenvalues, lengths, learnt, residuals}};
    const auto& f = result.figures;
    const std::string least = number(factors.front()), most = number(factors.back());
    result.words = {
        fmt::format(
            "With hidden weights {} to {} times as long, the policy behind LayerNorms stays what it was within {:.1g} "
            "nats, and the largest eigenvalue of F goes from {:.2g} to {:.2g}.",
            least, most, std::max(f.at("moved LayerNorm " + least), f.at("moved LayerNorm " + most)),
            f.at("largest LayerNorm " + least), f.at("largest LayerNorm " + most)),
        fmt::format("A step of plain ascent moves it by {:.2g} to {:.2g} nats. From the shortest weights TRPO earns "
                    "{:.0f} with a damping of "
                    "0.1 and {:.0f} with one of 0.001; from the longest {:.0f} and {:.0f}.",
                    f.at("ascent LayerNorm " + least), f.at("ascent LayerNorm " + most),
                    f.at("return trpo 0.1 LayerNorm " + least), f.at("return trpo 0.001 LayerNorm " + least),
                    f.at("return trpo 0.1 LayerNorm " + most), f.at("return trpo 0.001 LayerNorm " + most)),
        fmt::format(
            "By the batch's own moments a BatchNorm makes a policy {:.1f} radii from the one that acted; letting the "
            "moments follow moves it by {:.2f} radii an iteration, which no step is asked for.",
            f.at("batch by_batch"), f.at("batch followed")),
        fmt::format(
            "With the masks of one pass conjugate gradients leave {:.1g} of the residual, with fresh ones {:.2g}.",
            f.at("residual same"), f.at("residual fresh"))};
    return result;
}

}  // namespace surefoot::lab
