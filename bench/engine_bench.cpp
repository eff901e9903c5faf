// What the engine costs by itself: products, both routes of a Hessian-vector product, an update on several threads, acting,
// a node of the tape, and the functions against the C library's.
//     build-bench/bench/engine_bench --benchmark_filter=update
// Machines differ and are shared: compare rows of one run, not numbers of two.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "autodiff/kernels/elementwise.hpp"
#include "autodiff/kernels/functions.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/linalg.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "bench/setting.hpp"
#include "nn/parallel/workers.hpp"
#include "rl/envs/environments.hpp"
#include "rl/experience/rollout.hpp"
#include "rl/experience/value_fit.hpp"
#include "rl/policies/value_function.hpp"
#include "rl/rungs/trpo.hpp"
#include "rl/runs/trainer.hpp"
#include "rl/trust_region/fisher.hpp"

using namespace surefoot;

namespace {

using ad::Real;
using ad::Tensor;
using ad::Var;
using bench::normals;
using bench::Setting;

Var objective(const Setting& s, const Var& x) {
    return mean(log_prob(s.policy(x, s.batch.observations), s.batch.actions) * s.batch.advantages);
}

void matmul(benchmark::State& state) {
    nn::Rng rng(1, "bench");
    const Tensor A = normals({static_cast<int>(state.range(0)), 64}, rng), B = normals({64, 64}, rng);
    for (auto _ : state) benchmark::DoNotOptimize(ad::matmul(A, B));
}

void gradient(benchmark::State& state) {
    const Setting s(static_cast<int>(state.range(0)));
    for (auto _ : state) {
        ad::Tape tape;
        const Var theta = tape.variable(s.theta);
        benchmark::DoNotOptimize(ad::grad(objective(s, theta), theta));
    }
}

// The gradient is recorded once; each product is one sweep forwards.
void hvp_forward_over_reverse(benchmark::State& state) {
    Setting s(static_cast<int>(state.range(0)));
    ad::Tape tape;
    const Var theta = tape.variable(s.theta), g = ad::recorded_grad(objective(s, theta), theta);
    const Tensor v = normals(s.theta.shape(), s.rng);
    for (auto _ : state) benchmark::DoNotOptimize(ad::jvp(g, theta, v));
}

// The gradient is recorded once; each product records ⟨g, v⟩ and sweeps back over everything.
void hvp_reverse_over_reverse(benchmark::State& state) {
    Setting s(static_cast<int>(state.range(0)));
    ad::Tape tape;
    const Var theta = tape.variable(s.theta), g = ad::recorded_grad(objective(s, theta), theta);
    const Tensor v = normals(s.theta.shape(), s.rng);
    const std::size_t mark = tape.mark();
    for (auto _ : state) {
        benchmark::DoNotOptimize(ad::grad(sum(g * v), theta));
        tape.rewind(mark);
    }
}

void fisher_vector_product(benchmark::State& state) {
    Setting s(static_cast<int>(state.range(0)));
    const rl::Fisher F(s.policy, s.theta, s.batch.observations, 0.1);
    const Tensor v = normals(s.theta.shape(), s.rng);
    for (auto _ : state) benchmark::DoNotOptimize(F(v));
}

// One TRPO update of a batch, by a network of two layers of a width, on so many threads, in real time.
void update(benchmark::State& state) {
    const int width = static_cast<int>(state.range(1));
    const Setting s(static_cast<int>(state.range(0)), {width, width});
    nn::set_threads(static_cast<int>(state.range(2)));
    const rl::TrpoConfig config{.cg = {.iterations = 10, .tolerance = 0}};
    for (auto _ : state) {
        Tensor theta = s.theta;
        benchmark::DoNotOptimize(rl::trpo(s.policy, theta, s.batch, config));
    }
    nn::set_threads(1);
    state.counters["pool MB"] = static_cast<double>(ad::pool::heap_bytes()) / 1e6;  // of the whole program so far
}

// The fit of the value function to a batch of 2,048: five epochs of minibatches of a size, on so many threads, in real time.
void fit(benchmark::State& state) {
    Setting s(2048);
    nn::set_threads(static_cast<int>(state.range(1)));
    const rl::ValueFunction V(bench::unbounded(Setting::observed), {.hidden = {64, 64}});
    const Tensor phi = V.layout().initial(s.rng), targets = normals({2048}, s.rng);
    const std::vector<double> target(targets.values().begin(), targets.values().end());
    rl::ValueFitConfig how;
    how.minibatches.size = static_cast<int>(state.range(0));
    nn::Adam adam({.learning_rate = how.learning_rate});
    for (auto _ : state)
        benchmark::DoNotOptimize(rl::fit_by_adam(V, phi, s.batch.observations, target, adam, s.rng, how.minibatches));
    nn::set_threads(1);
}

// A run on HalfCheetah, where there is one: so many steps an iteration by 64 copies.
std::optional<rl::TrainConfig> half_cheetah(benchmark::State& state, const std::string& value_minibatch) {
    const char* env = "HalfCheetah-v5";
    const std::vector<std::string> made = rl::env_ids();
    if (std::find(made.begin(), made.end(), env) == made.end()) {
        state.SkipWithError("needs MuJoCo");
        return {};
    }
    rl::TrainConfig config = rl::default_config("trpo", env);
    config.num_envs = 64, config.batch_steps = 16384, config.steps = rl::max_steps;
    rl::set(config, "value_minibatch", value_minibatch);
    return config;
}

// An iteration, collecting, critic and update, on so many threads, in real time; and collecting alone.
void iteration(benchmark::State& state) {
    const auto config = half_cheetah(state, std::to_string(state.range(0)));
    if (!config) return;
    nn::set_threads(static_cast<int>(state.range(1)));
    rl::Trainer trainer(*config);
    for (auto _ : state) benchmark::DoNotOptimize(trainer.iterate());
    nn::set_threads(1);
}
void collect(benchmark::State& state) {
    const auto config = half_cheetah(state, "64");
    if (!config) return;
    nn::set_threads(static_cast<int>(state.range(0)));
    rl::VectorEnv envs(config->env, config->num_envs, 1);
    const rl::NetworkPolicy policy(envs.spec().observation, envs.spec().action, {});
    nn::Rng rng(1, "bench");
    const Tensor theta = policy.layout().initial(rng);
    for (auto _ : state) benchmark::DoNotOptimize(rl::collect(envs, policy, theta, {.steps = config->batch_steps}));
    nn::set_threads(1);
}

// All that a step of as many environments asks of a policy: forward, sample, log-probability, value.
void act(benchmark::State& state) {
    Setting s(static_cast<int>(state.range(0)));
    const rl::ValueFunction V(bench::unbounded(Setting::observed), {.hidden = {64, 64}});
    const Tensor phi = V.layout().initial(s.rng);
    for (auto _ : state) {
        const rl::Distribution pi = s.policy(s.theta, s.batch.observations);
        const Tensor actions = rl::sample(pi, s.rng);
        benchmark::DoNotOptimize(rl::log_prob(pi, actions));
        benchmark::DoNotOptimize(V(phi, s.batch.observations));
    }
}

// A chain of negated scalars, recorded and swept: arithmetic that costs nothing, so all of it is what a node costs.
constexpr int links = 1000;
void record_a_node(benchmark::State& state) {
    ad::Tape tape;
    for (auto _ : state) {
        tape.rewind(0);
        Var y = tape.variable(Tensor::scalar(1));
        for (int i = 0; i < links; ++i) y = -y;
        benchmark::DoNotOptimize(y);
    }
    state.SetItemsProcessed(state.iterations() * links);
}
template <class Derivative>
void sweep_a_node(benchmark::State& state, Derivative derivative) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::scalar(1));
    Var y = x;
    for (int i = 0; i < links; ++i) y = -y;
    for (auto _ : state) benchmark::DoNotOptimize(derivative(y, x));
    state.SetItemsProcessed(state.iterations() * links);
}
void sweep_a_node_backwards(benchmark::State& state) {
    sweep_a_node(state, [](const Var& y, const Var& x) { return ad::grad(y, x); });
}
void sweep_a_node_forwards(benchmark::State& state) {
    sweep_a_node(state, [](const Var& y, const Var& x) { return ad::jvp(y, x, Tensor::scalar(1)); });
}

// 4096 numbers in ±6: ours, and a loop over the C library's.
template <class F>
void apply(benchmark::State& state, F f) {
    nn::Rng rng(1, "bench");
    Tensor x = Tensor::uninitialized({4096});
    for (Real& v : x.write()) v = static_cast<Real>(rng.uniform(-6, 6));
    for (auto _ : state) benchmark::DoNotOptimize(ad::kernels::map(x, f));
    state.SetItemsProcessed(state.iterations() * x.size());
}

void sizes(benchmark::internal::Benchmark* b) { b->Arg(64)->Arg(2048)->Arg(5000)->Unit(benchmark::kMicrosecond); }

BENCHMARK(matmul)->Apply(sizes);
BENCHMARK(gradient)->Apply(sizes);
BENCHMARK(hvp_forward_over_reverse)->Apply(sizes);
BENCHMARK(hvp_reverse_over_reverse)->Apply(sizes);
BENCHMARK(fisher_vector_product)->Apply(sizes);
// 1, 2, 4 and so on, as far as there are cores.
std::vector<std::int64_t> threads() {
    std::vector<std::int64_t> all{1};
    while (2 * all.back() <= std::int64_t{std::thread::hardware_concurrency()}) all.push_back(2 * all.back());
    return all;
}
BENCHMARK(update)
    ->ArgNames({"batch", "width", "threads"})
    ->ArgsProduct({{2048, 5000, 16384, 65536}, {64}, threads()})
    ->ArgsProduct({{5000}, {256}, threads()})
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(fit)
    ->ArgNames({"minibatch", "threads"})
    ->ArgsProduct({{64, 1024}, threads()})
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(iteration)
    ->ArgNames({"value minibatch", "threads"})
    ->ArgsProduct({{64, 1024}, threads()})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(collect)->ArgName("threads")->ArgsProduct({threads()})->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(act)->Arg(1)->Arg(16)->Unit(benchmark::kMicrosecond);
BENCHMARK(record_a_node);
BENCHMARK(sweep_a_node_backwards);
BENCHMARK(sweep_a_node_forwards);
BENCHMARK_CAPTURE(apply, exp_ours, [](Real x) { return ad::kernels::exp(x); });
BENCHMARK_CAPTURE(apply, exp_std, [](Real x) { return std::exp(x); });
BENCHMARK_CAPTURE(apply, tanh_ours, [](Real x) { return ad::kernels::tanh(x); });
BENCHMARK_CAPTURE(apply, tanh_std, [](Real x) { return std::tanh(x); });
BENCHMARK_CAPTURE(apply, sigmoid_ours, [](Real x) { return ad::kernels::sigmoid(x); });
BENCHMARK_CAPTURE(apply, softplus_ours, [](Real x) { return ad::kernels::softplus(x); });
BENCHMARK_CAPTURE(apply, softplus_std, [](Real x) { return std::log1p(std::exp(x)); });

}  // namespace

BENCHMARK_MAIN();
