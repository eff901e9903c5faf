// PPO with small minibatches, where what is not arithmetic shows: a training on Pendulum as in RLtools' benchmark (4
// environments, batches of 4,096, minibatches of 256, two epochs, networks of 64-64) by the engine and by the arithmetic
// alone, in its two halves, on one thread. Rows are named half/side/activation.
//
// `learn` is PPO's update of a batch and the fit of the value function; `collect` a batch of steps. The arithmetic takes
// whatever rows come, as gathering them is not arithmetic. `train` is the whole training, 303,104 steps, which
// peers/rltools_ppo.cpp does by RLtools.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <optional>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "bench/setting.hpp"
#include "nn/training/loss.hpp"
#include "rl/envs/environments.hpp"
#include "rl/experience/critic.hpp"
#include "rl/experience/rollout.hpp"
#include "rl/experience/value_fit.hpp"
#include "rl/rungs/ppo.hpp"

using namespace surefoot;

namespace {

using ad::Real;
using ad::Tensor;
using ad::Var;

constexpr int copies = 4, steps = 4096, minibatch = 256, epochs = 2;
constexpr double learning_rate = 3e-4;

struct Network {
    bench::Arithmetic::Activation arithmetic;
    rl::NetworkConfig engine;
};
const Network tanh_network{bench::Arithmetic::Activation::tanh, {}},
    relu_network{bench::Arithmetic::Activation::relu, {.activation = ad::relu}};

struct Moments {
    explicit Moments(int n) : m(static_cast<std::size_t>(n)), v(m) {}
    std::vector<Real> m, v;
    long t = 0;
    void step(std::vector<Real>& theta, const std::vector<Real>& g) {
        bench::adam(theta.data(), m.data(), v.data(), g.data(), static_cast<int>(theta.size()), ++t, learning_rate);
    }
};

struct Case {
    rl::VectorEnv envs{"Pendulum-v1", copies, 1};
    nn::Rng rng{1, "bench"};
    rl::NetworkPolicy policy;
    rl::ValueFunction V;
    Tensor theta, phi;
    rl::Batch batch;
    std::vector<double> targets;
    nn::Adam policy_adam{{.learning_rate = learning_rate}}, value_adam{{.learning_rate = learning_rate}};
    bench::Arithmetic whole, piece, piece_value, few;

    explicit Case(const Network& network)
        : policy(envs.spec().observation, envs.spec().action, {.network = network.engine}),
          V(envs.spec().observation, network.engine),
          theta(policy.layout().initial(rng)),
          phi(V.layout().initial(rng)),
          whole({3, 64, 64, 1}, steps, network.arithmetic),
          piece({3, 64, 64, 1}, minibatch, network.arithmetic),
          piece_value({3, 64, 64, 1}, minibatch, network.arithmetic),
          few({3, 64, 64, 1}, copies, network.arithmetic) {
        const rl::Rollout rollout = collected();
        batch = {rollout.observations, rollout.actions, bench::normals({steps}, rng)};
        for (int i = 0; i < steps; ++i) targets.push_back(rng.normal());
        check();
    }

    rl::Rollout collected() { return rl::collect(envs, policy, theta, {.steps = steps}); }

    void learn() {
        Tensor moved = theta;
        const nn::MinibatchConfig how{.epochs = epochs, .size = minibatch};
        benchmark::DoNotOptimize(rl::ppo(policy, moved, batch, policy_adam, rng, {.clip = 0.2, .minibatches = how}));
        benchmark::DoNotOptimize(rl::fit_by_adam(V, phi, batch.observations, targets, value_adam, rng, how));
    }

    void train(const rl::NetworkConfig& network) {
        constexpr int iterations = 74;
        const nn::MinibatchConfig how{.epochs = epochs, .size = minibatch};
        rl::Critic critic(envs.spec().observation,
                          {.network = network, .fit = {.minibatches = how, .learning_rate = learning_rate}}, 1);
        Tensor moved = theta;
        for (int i = 0; i < iterations; ++i) {
            const rl::Rollout rollout = rl::collect(envs, policy, moved, {.steps = steps});
            const rl::Critic::Judgement judged = critic.judge(rollout);
            benchmark::DoNotOptimize(
                rl::ppo(policy, moved, judged.batch, policy_adam, rng, {.clip = 0.2, .minibatches = how}));
            critic.learn(rollout.observations, judged.targets);
        }
    }

    void learn_by_arithmetic() {
        std::vector<Real> x(theta.values().begin(), theta.values().end()), g(x.size());
        std::vector<Real> y(phi.values().begin(), phi.values().end()), h(y.size() + 1);
        y.push_back(0);  // a σ that there is not
        Moments of_policy(static_cast<int>(x.size())), of_value(static_cast<int>(y.size()));
        const std::vector<Real> target(targets.begin(), targets.end());
        whole.remember(x.data(), raw(0));
        for (int epoch = 0; epoch < epochs; ++epoch)
            for (int begin = 0; begin < steps; begin += minibatch) {
                piece.gradient(x.data(), raw(begin), g.data(), Real(0.2));
                of_policy.step(x, g);
                piece_value.squared_error_gradient(y.data(), raw(begin).observations, target.data() + begin, h.data());
                of_value.step(y, h);
            }
        benchmark::DoNotOptimize(whole.measure(x.data(), raw(0)));
    }

    void collect_by_arithmetic() {
        std::vector<std::unique_ptr<rl::Env>> all;
        std::vector<nn::Rng> randoms;
        for (int i = 0; i < copies; ++i) {
            all.push_back(rl::make_env("Pendulum-v1"));
            randoms.emplace_back(1, "environment", static_cast<std::uint32_t>(i));
            all.back()->reset(randoms.back());
        }
        std::vector<Real> seen(steps * 3), acted(steps);
        std::vector<double> rewards(steps);
        const auto log_std = std::exp(theta[theta.size() - 1]);
        for (std::size_t t = 0; t < steps; t += copies) {
            Real* row = &seen[3 * t];
            for (const auto& env : all)
                for (const double v : env->observation()) *row++ = static_cast<Real>(v);
            few.forward(theta.data(), {&seen[3 * t], nullptr, nullptr});
            for (std::size_t i = 0; i < copies; ++i) {
                const double action = few.outputs()[i] + log_std * rng.normal();
                acted[t + i] = static_cast<Real>(action);
                const rl::Step step = all[i]->step({&action, 1}, randoms[i]);
                rewards[t + i] = step.reward;
                if (step.terminated || step.truncated) all[i]->reset(randoms[i]);
            }
        }
        benchmark::DoNotOptimize(acted.data());
    }

    bench::Arithmetic::Batch raw(int begin) const {
        return {batch.observations.data() + 3 * begin, batch.actions.data() + begin, batch.advantages.data() + begin};
    }

    // The gradients of the first minibatch by both sides.
    void check() {
        const rl::Batch first{batch.observations.rows(0, minibatch), batch.actions.rows(0, minibatch),
                              batch.advantages.rows(0, minibatch)};
        piece.remember(theta.data(), raw(0));
        ad::Tape tape;
        const Var x = tape.variable(theta), y = tape.variable(phi);
        const Var log_p = rl::log_prob(policy(x, first.observations), first.actions);
        const Tensor expected = ad::grad(mean(exp(log_p - log_p.value()) * first.advantages), x);
        std::vector<Real> g(static_cast<std::size_t>(theta.size()));
        piece.gradient(theta.data(), raw(0), g.data(), Real(0.2));
        expect_equal(g, expected);

        const std::vector<Real> target(targets.begin(), targets.begin() + minibatch);
        const Tensor error = ad::grad(nn::mean_squared_error(V(y, first.observations), Tensor::vector(target)), y);
        std::vector<Real> h(static_cast<std::size_t>(phi.size()) + 1);
        piece_value.squared_error_gradient(phi.data(), first.observations.data(), target.data(), h.data());
        h.pop_back();
        expect_equal(h, error);
    }
    static void expect_equal(const std::vector<Real>& x, const Tensor& expected) {
        const double bound = 1e4 * double{std::numeric_limits<Real>::epsilon()} * ad::norm(expected);
        if (ad::norm(Tensor::vector(x) - expected) <= bound) return;
        fmt::print(stderr, "the arithmetic computes another gradient\n");
        std::exit(1);
    }
};

template <class Work>
void row(const std::string& name, const Network& network, Work work) {
    benchmark::RegisterBenchmark(name.c_str(), [&network, work](benchmark::State& state) {
        Case c(network);
        for (auto _ : state) work(c);
    })->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
    for (const auto& [name, network] : {std::pair("tanh", &tanh_network), {"relu", &relu_network}}) {
        row(fmt::format("learn/arithmetic/{}", name), *network, [](Case& c) { c.learn_by_arithmetic(); });
        row(fmt::format("learn/surefoot/{}", name), *network, [](Case& c) { c.learn(); });
        row(fmt::format("collect/arithmetic/{}", name), *network, [](Case& c) { c.collect_by_arithmetic(); });
        row(fmt::format("train/surefoot/{}", name), *network,
            [network = network](Case& c) { c.train(network->engine); });
        row(fmt::format("collect/surefoot/{}", name), *network,
            [](Case& c) { benchmark::DoNotOptimize(c.collected()); });
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
}
