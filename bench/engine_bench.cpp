// What the engine costs: products, gradient, HVP by both routes, Fisher-vector product, one TRPO update, and acting.
//
// A Gaussian policy 17 → 64 → 64 → 6 (tanh), as for a walking robot, at several batch sizes; one thread.
//     build/bench/engine_bench --benchmark_filter=trpo
// Machines differ and are shared: compare rows of one run, not numbers of two.
#include <benchmark/benchmark.h>

#include <limits>

#include "autodiff/ops/elementwise.hpp"
#include "autodiff/transforms.hpp"
#include "rl/fisher.hpp"
#include "rl/trpo.hpp"

namespace {

using ad::Real;
using ad::Tensor;
using ad::Var;

Tensor normals(const ad::Shape& shape, nn::Rng& rng) {
    Tensor x = Tensor::uninitialized(shape);
    for (Real& v : x.write()) v = static_cast<Real>(rng.normal());
    return x;
}

rl::Box unbounded(std::size_t n) {
    const double inf = std::numeric_limits<double>::infinity();
    return {std::vector<double>(n, -inf), std::vector<double>(n, inf)};
}

struct Setting {
    nn::Rng rng{1, "bench"};
    rl::Policy policy{unbounded(17), unbounded(6)};
    Tensor theta = policy.layout().initial(rng);
    rl::Batch batch;

    explicit Setting(int n) {
        batch.observations = normals({n, 17}, rng);
        batch.actions = rl::sample(policy(theta, batch.observations), rng);
        batch.advantages = normals({n}, rng);
    }
    Var objective(const Var& x) const {
        return mean(log_prob(policy(x, batch.observations), batch.actions) * batch.advantages);
    }
};

void matmul(benchmark::State& state) {
    nn::Rng rng(1, "bench");
    const Tensor A = normals({static_cast<int>(state.range(0)), 64}, rng), B = normals({64, 64}, rng);
    for (auto _ : state) benchmark::DoNotOptimize(ad::matmul(A, B));
}

void forward(benchmark::State& state) {
    const Setting s(static_cast<int>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(s.objective(s.theta));
}

void gradient(benchmark::State& state) {
    const Setting s(static_cast<int>(state.range(0)));
    for (auto _ : state) {
        ad::Tape tape;
        const Var theta = tape.variable(s.theta);
        benchmark::DoNotOptimize(ad::grad(s.objective(theta), theta));
    }
}

// The gradient is recorded once; each product is one sweep forwards.
void hvp_forward_over_reverse(benchmark::State& state) {
    Setting s(static_cast<int>(state.range(0)));
    ad::Tape tape;
    const Var theta = tape.variable(s.theta), g = ad::recorded_grad(s.objective(theta), theta);
    const Tensor v = normals(s.theta.shape(), s.rng);
    for (auto _ : state) benchmark::DoNotOptimize(ad::jvp(g, theta, v));
}

// The gradient is recorded once; each product records ⟨g, v⟩ and sweeps back over everything.
void hvp_reverse_over_reverse(benchmark::State& state) {
    Setting s(static_cast<int>(state.range(0)));
    ad::Tape tape;
    const Var theta = tape.variable(s.theta), g = ad::recorded_grad(s.objective(theta), theta);
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

// One update: one gradient, ten products, and what the line search takes.
void trpo_update(benchmark::State& state) {
    const Setting s(static_cast<int>(state.range(0)));
    const rl::TrpoConfig config{.cg = {.iterations = 10, .tolerance = 0}};
    for (auto _ : state) {
        Tensor theta = s.theta;
        benchmark::DoNotOptimize(rl::trpo(s.policy, theta, s.batch, config));
    }
}

// One environment step's worth of deciding: forward and sample for one observation.
void act(benchmark::State& state) {
    Setting s(static_cast<int>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(rl::sample(s.policy(s.theta, s.batch.observations), s.rng));
}

void sizes(benchmark::internal::Benchmark* b) { b->Arg(64)->Arg(2048)->Arg(5000)->Unit(benchmark::kMicrosecond); }

BENCHMARK(matmul)->Apply(sizes);
BENCHMARK(forward)->Apply(sizes);
BENCHMARK(gradient)->Apply(sizes);
BENCHMARK(hvp_forward_over_reverse)->Apply(sizes);
BENCHMARK(hvp_reverse_over_reverse)->Apply(sizes);
BENCHMARK(fisher_vector_product)->Apply(sizes);
BENCHMARK(trpo_update)->Apply(sizes);
BENCHMARK(act)->Arg(1)->Arg(16)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
