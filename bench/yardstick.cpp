// The yardstick: one policy update, piece by piece, by the arithmetic alone, by the engine, and by LibTorch where it is
// built in (-Dpeers=enabled), on one thread and in the build's precision. bench/ratios.py runs it and prints the ratios.
//
// A Gaussian policy 17 → 64 → 64 → 6 (tanh). Rows are named piece/side/batch. Every side's result is checked against the
// engine's before it is timed. `update` is a whole TRPO update: π_old, a gradient, ten Fisher-vector products, three
// line-search passes; `iteration` is that and the fit of the value function.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "bench/blas.hpp"
#include "bench/setting.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/experience/value_fit.hpp"
#include "rl/rungs/trpo.hpp"
#include "rl/trust_region/fisher.hpp"
#ifdef SUREFOOT_LIBTORCH
#include "bench/libtorch.hpp"
#endif

using namespace surefoot;

namespace {

using ad::Real;
using ad::Tensor;
using ad::Var;
using bench::Setting;

constexpr int products = 10, passes = 3;

// Stops the program when a side computes something else than the engine does.
void expect_equal(const std::string& what, double difference, double scale) {
    if (difference <= 1e6 * double{std::numeric_limits<Real>::epsilon()} * scale) return;
    fmt::print(stderr, "{}: differs by {} at a size of {}\n", what, difference, scale);
    std::exit(1);
}
void expect_equal(const std::string& what, const std::vector<Real>& x, const Tensor& expected) {
    expect_equal(what, ad::norm(Tensor::vector(x) - expected), ad::norm(expected));
}

// One batch with all that the sides need, made once.
struct Case {
    Setting s;
    rl::TrpoConfig config{.cg = {.iterations = products, .tolerance = 0}};
    Tensor v;
    rl::OldPolicy old;
    rl::Fisher F;
    rl::ValueFunction V{bench::unbounded(Setting::observed), {.hidden = {64, 64}}};
    Tensor phi;
    std::vector<double> targets;
    bench::Arithmetic arithmetic;
    std::vector<Real> direction, g, Fv, trial;
#ifdef SUREFOOT_LIBTORCH
    bench::LibTorch by_hvp, by_vjp;
#endif

    explicit Case(int n)
        : s(n),
          v(bench::normals(s.theta.shape(), s.rng)),
          old(s.policy, s.theta, s.batch),
          F(s.policy, s.theta, s.batch.observations, config.cg_damping),
          phi(V.layout().initial(s.rng)),
          arithmetic(s.layers(), n),
          direction(v.values().begin(), v.values().end()),
          g(direction.size()),
          Fv(g),
          trial(g)
#ifdef SUREFOOT_LIBTORCH
          ,
          by_hvp(s.layers(), n, s.theta.data(), s.raw()),
          by_vjp(s.layers(), n, s.theta.data(), s.raw())
#endif
    {
        for (int i = 0; i < n; ++i) targets.push_back(s.rng.normal());
        // A trust region so large that the models mislead: the third trial is the first that is accepted.
        for (config.max_kl = 1e-3; config.max_kl < 100 && update().backtracks + 1 < passes;) config.max_kl *= 1.1;
        check();
    }

    Tensor gradient() const {
        return nn::Expectation(s.batch.size(),
                               [this](const Var& x, const nn::Shard& shard) {
                                   const rl::Distribution pi = s.policy(x, shard.of(s.batch.observations));
                                   const Var ratio = exp(log_prob(pi, shard.of(s.batch.actions)) - old.log_prob(shard));
                                   return (ratio - 1) * shard.of(s.batch.advantages);
                               })
            .grad(s.theta);
    }
    rl::TrpoStats update() const {
        Tensor theta = s.theta;
        return rl::trpo(s.policy, theta, s.batch, config);
    }
    void fit(const rl::ValueFitConfig& how) {
        nn::Adam adam({.learning_rate = how.learning_rate});
        benchmark::DoNotOptimize(rl::fit_by_adam(V, phi, s.batch.observations, targets, adam, s.rng, how.minibatches));
    }
    void arithmetic_product() {
        arithmetic.product(s.theta.data(), s.raw(), v.data(), static_cast<Real>(config.cg_damping), Fv.data());
    }
    bench::Arithmetic::Measured arithmetic_update() {
        return arithmetic.trpo(s.theta.data(), s.raw(), products, passes, config.max_kl, trial.data());
    }

    void check() {
        const rl::TrpoStats stats = update();
        arithmetic.remember(s.theta.data(), s.raw());
        arithmetic.gradient(s.theta.data(), s.raw(), g.data());
        arithmetic_product();
        expect_equal("arithmetic: gradient", g, gradient());
        expect_equal("arithmetic: product", Fv, F(v));
        const bool comparable = stats.accepted && stats.backtracks + 1 == passes;
        if (!comparable) fmt::print(stderr, "batch {}: {} line-search passes\n", s.batch.size(), stats.backtracks + 1);
        // Ten CG iterations spread rounding: the updates agree to a small share of their size, not to rounding.
        const auto check_update = [&](const char* side, const bench::Arithmetic::Measured& m) {
            if (comparable && !(std::abs(m.kl - stats.kl) <= 0.02 * stats.kl)) {
                fmt::print(stderr, "{}: KL {}, not {}\n", side, m.kl, stats.kl);
                std::exit(1);
            }
        };
        check_update("arithmetic", arithmetic_update());
#ifdef SUREFOOT_LIBTORCH
        using Products = bench::LibTorch::Products;
        by_hvp.prepare(Products::double_backward), by_vjp.prepare(Products::double_vjp);
        expect_equal("libtorch: product by double backward", by_hvp.product(direction), F(v));
        expect_equal("libtorch: product by double vjp", by_vjp.product(direction), F(v));
        check_update("libtorch: double backward",
                     by_hvp.trpo(Products::double_backward, products, passes, config.max_kl));
        check_update("libtorch: double vjp", by_vjp.trpo(Products::double_vjp, products, passes, config.max_kl));
#endif
    }
};

void register_rows(int n) {
    const auto made = std::make_shared<std::optional<Case>>();
    const auto row = [&](const std::string& name, std::function<void(Case&)> work) {
        const auto run = [made, n, work](benchmark::State& state) {
            if (!*made) made->emplace(n);
            for (auto _ : state) work(**made);
        };
        benchmark::RegisterBenchmark(fmt::format("{}/{}", name, n).c_str(), run)->Unit(benchmark::kMicrosecond);
    };
    row("forward/arithmetic", [](Case& c) { c.arithmetic.forward(c.s.theta.data(), c.s.raw()); });
    row("forward/surefoot", [](Case& c) { benchmark::DoNotOptimize(c.s.policy(c.s.theta, c.s.batch.observations)); });
    row("gradient/arithmetic", [](Case& c) { c.arithmetic.gradient(c.s.theta.data(), c.s.raw(), c.g.data()); });
    row("gradient/surefoot", [](Case& c) { benchmark::DoNotOptimize(c.gradient()); });
    row("product/arithmetic", [](Case& c) { c.arithmetic_product(); });
    row("product/surefoot", [](Case& c) { benchmark::DoNotOptimize(c.F(c.v)); });
    row("update/arithmetic", [](Case& c) { benchmark::DoNotOptimize(c.arithmetic_update()); });
    row("update/surefoot", [](Case& c) { benchmark::DoNotOptimize(c.update()); });
#ifdef SUREFOOT_LIBTORCH
    using Products = bench::LibTorch::Products;
    row("forward/libtorch", [](Case& c) { c.by_hvp.forward(); });
    row("gradient/libtorch", [](Case& c) { c.by_hvp.gradient(); });
    row("product/libtorch double backward", [](Case& c) { benchmark::DoNotOptimize(c.by_hvp.product(c.direction)); });
    row("product/libtorch double vjp", [](Case& c) { benchmark::DoNotOptimize(c.by_vjp.product(c.direction)); });
    row("update/libtorch double backward", [](Case& c) {
        benchmark::DoNotOptimize(c.by_hvp.trpo(Products::double_backward, products, passes, c.config.max_kl));
    });
    row("update/libtorch double vjp", [](Case& c) {
        benchmark::DoNotOptimize(c.by_vjp.trpo(Products::double_vjp, products, passes, c.config.max_kl));
    });
#endif
    if (n < 2048) return;
    row("iteration/surefoot", [](Case& c) { benchmark::DoNotOptimize(c.update()), c.fit({}); });
    row("iteration/80 full-batch steps of Adam", [](Case& c) {
        benchmark::DoNotOptimize(c.update()), c.fit({.minibatches = {.epochs = 80, .size = c.s.batch.size()}});
    });
}

}  // namespace

int main(int argc, char** argv) {
#ifdef SUREFOOT_BLAS
    bench::choose_blas(argv);  // LibTorch's products in double are OpenBLAS's
#endif
    for (const int n : {1, 64, 2048, 5000}) register_rows(n);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
}
