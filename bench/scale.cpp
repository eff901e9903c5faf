// How the time of a gradient grows with the batch, the width and the depth, and what share of it is the engine's: its time
// less that of the arithmetic alone, in rows named size/side. And whole TRPO updates (ten products, a single line-search pass) of
// batches and networks larger than the yardstick's, beside the arithmetic by our products and by OpenBLAS's, with their matrix
// products' operations a second, of which `peak` are possible. One thread.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>

#include "autodiff/ops/elementwise.hpp"
#include "autodiff/transforms.hpp"
#include "bench/blas.hpp"
#include "bench/setting.hpp"
#include "nn/parallel/expectation.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/rungs/trpo.hpp"

using namespace surefoot;

namespace {

using ad::Var;
using bench::Setting;

void gradient_by_arithmetic(benchmark::State& state, int n, const std::vector<int>& hidden) {
    const Setting s(n, hidden);
    bench::Arithmetic arithmetic(s.layers(), n);
    arithmetic.remember(s.theta.data(), s.raw());
    std::vector<ad::Real> g(static_cast<std::size_t>(arithmetic.size()));
    for (auto _ : state) arithmetic.gradient(s.theta.data(), s.raw(), g.data());
}

void gradient_by_engine(benchmark::State& state, int n, const std::vector<int>& hidden) {
    const Setting s(n, hidden);
    const rl::OldPolicy old(s.policy, s.theta, s.batch);
    const nn::Expectation surrogate(n, [&](const Var& x, const nn::Shard& shard) {
        const Var log_p = rl::log_prob(s.policy(x, shard.of(s.batch.observations)), shard.of(s.batch.actions));
        return (exp(log_p - old.log_prob(shard)) - 1) * shard.of(s.batch.advantages);
    });
    for (auto _ : state) benchmark::DoNotOptimize(surrogate.grad(s.theta));
}

constexpr int products = 10, passes = 1;

void count(benchmark::State& state, const Setting& s) {
    const double operations = bench::Arithmetic(s.layers(), s.batch.size()).operations(products, passes);
    state.counters["operations"] = benchmark::Counter(operations, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["peak"] = 1e9 * bench::peak();
}

void update_by_arithmetic(benchmark::State& state, int n, const std::vector<int>& hidden,
                          bench::Arithmetic::Gemm gemm) {
    const Setting s(n, hidden);
    bench::Arithmetic arithmetic(s.layers(), n);
    arithmetic.multiply_by(gemm);
    std::vector<ad::Real> result(static_cast<std::size_t>(arithmetic.size()));
    for (auto _ : state)
        benchmark::DoNotOptimize(arithmetic.trpo(s.theta.data(), s.raw(), products, passes, 0.01, result.data()));
    count(state, s);
}

void update_by_engine(benchmark::State& state, int n, const std::vector<int>& hidden) {
    const Setting s(n, hidden);
    const rl::TrpoConfig config{.cg = {.iterations = products, .tolerance = 0}, .line_search = {.max_backtracks = 0}};
    for (auto _ : state) {
        ad::Tensor theta = s.theta;
        benchmark::DoNotOptimize(rl::trpo(s.policy, theta, s.batch, config));
    }
    count(state, s);
}

void add_update(int n, const std::vector<int>& hidden) {
    const auto add = [&](const char* side, auto run, auto... more) {
        const std::string name = fmt::format("update, batch {}, width {}/{}", n, hidden[0], side);
        benchmark::RegisterBenchmark(name.c_str(), run, n, hidden, more...)->Unit(benchmark::kMillisecond);
    };
    add("arithmetic", update_by_arithmetic, ad::kernels::gemm);
    add("arithmetic by OpenBLAS", update_by_arithmetic, bench::blas_gemm);
    add("surefoot", update_by_engine);
}

void add(const std::string& name, int n, const std::vector<int>& hidden) {
    benchmark::RegisterBenchmark((name + "/arithmetic").c_str(), gradient_by_arithmetic, n, hidden)
        ->Unit(benchmark::kMicrosecond);
    benchmark::RegisterBenchmark((name + "/surefoot").c_str(), gradient_by_engine, n, hidden)
        ->Unit(benchmark::kMicrosecond);
}

}  // namespace

int main(int argc, char** argv) {
    bench::choose_blas(argv);
    for (const int n : {2048, 5000, 65536}) add_update(n, {64, 64});
    add_update(5000, {256, 256});
    for (const int n : {64, 256, 1024, 4096, 16384, 65536}) add(fmt::format("batch {}", n), n, {64, 64});
    for (const int width : {16, 32, 64, 128, 256, 512, 1024}) add(fmt::format("width {}", width), 1024, {width, width});
    for (const int depth : {1, 2, 4, 8})
        add(fmt::format("depth {}", depth), 1024, std::vector<int>(static_cast<std::size_t>(depth), 64));
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
}
