// A training step of the network of examples/07_fashion_mnist on a minibatch of pictures made up here, and a pass over pictures
// without a gradient, by the engine and by LibTorch where it is built in (-Dpeers=enabled), in the build's precision.
//
// Rows are named piece/side/threads, and timed by the clock, as they share threads. Both sides have the same weights, and their
// logits and gradients are held against each other before anything is timed. The engine's step is the example's own
// (dropout, AdamW, clipping, counting of right answers); LibTorch's has all of that but the counting.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "autodiff/arithmetic.hpp"
#include "bench/setting.hpp"
#include "examples/07_fashion_mnist/network.hpp"
#include "nn/parallel/expectation.hpp"
#include "nn/parallel/workers.hpp"
#include "nn/training/loss.hpp"
#include "nn/training/optimizer.hpp"
#ifdef SUREFOOT_LIBTORCH
#include "bench/libtorch_fashion.hpp"
#endif

using namespace surefoot;

namespace {

using ad::Tensor;
using ad::Var;

constexpr int side = 28, classes = 10, minibatch = 128, grain = 16;

struct Case {
    fashion::Network network{side, side, classes};
    nn::Rng rng{1, "bench"};
    Tensor theta = network.layout().initial(rng), images = Tensor::uninitialized({minibatch, 1, side, side});
    std::vector<int> labels = std::vector<int>(minibatch);
    nn::AdamW adam{{}};
    std::uint64_t steps = 0;
#ifdef SUREFOOT_LIBTORCH
    bench::LibTorchFashion torch;
#endif

    Case() {
        for (ad::Real& pixel : images.write()) pixel = static_cast<ad::Real>(rng.uniform());
        for (int& label : labels) label = rng.below(classes);
#ifdef SUREFOOT_LIBTORCH
        torch.set(network.layout(), theta, images, labels);
        check();
#endif
    }

    Tensor gradient(const nn::Pass& pass) const {
        return nn::mean_grad({minibatch, grain}, theta, [&](const Var& x, const nn::Shard& shard) {
            const auto of_shard = std::span(labels).subspan(static_cast<std::size_t>(shard.begin),
                                                            static_cast<std::size_t>(shard.size()));
            const Var logits = network.logits(x, shard.of(images), pass.of(shard.begin, shard.size() == minibatch));
            return nn::negative_log_likelihood(logits, ad::Index(std::vector<int>(of_shard.begin(), of_shard.end())));
        });
    }
    void step() {
        const Tensor g = gradient({.training = true, .seed = 1, .step = steps++});
        theta = adam.descend(theta, nn::clip_by_norm(g, 5), 1e-4);
    }
    Tensor logits() const {
        nn::ByShard<Tensor> parts(nn::Samples(minibatch, grain));
        nn::for_each_shard({minibatch, grain}, [&](const nn::Shard& shard) {
            parts[shard] = network.logits(theta.borrowed(), shard.of(images), {}).value();
        });
        const ad::pool::vector<Tensor> all(parts.begin(), parts.end());
        return ad::concatenate(all, 0);
    }

#ifdef SUREFOOT_LIBTORCH
    static void expect_equal(const char* what, const std::vector<bench::Real>& theirs, const Tensor& ours) {
        const double off = ad::norm(Tensor::vector(theirs) - ours.reshaped({static_cast<int>(theirs.size())}));
        if (off <= 1e4 * double{std::numeric_limits<ad::Real>::epsilon()} * ad::norm(ours)) return;
        fmt::print(stderr, "{}: LibTorch's differ by {} at a size of {}\n", what, off, ad::norm(ours));
        std::exit(1);
    }
    void check() {
        expect_equal("logits", torch.logits(), logits());
        expect_equal("gradient", torch.gradient(), gradient({}));
    }
#endif
};

Case& made() {
    static Case one;
    return one;
}

void row(const std::string& name, int threads, void (*work)(Case&)) {
    benchmark::RegisterBenchmark(fmt::format("{}/{}", name, threads).c_str(),
                                 [threads, work](benchmark::State& state) {
                                     nn::set_threads(threads);
#ifdef SUREFOOT_LIBTORCH
                                     bench::LibTorchFashion::set_threads(threads);
#endif
                                     for (auto _ : state) work(made());
                                 })
        ->Unit(benchmark::kMicrosecond)
        ->UseRealTime();
}

}  // namespace

int main(int argc, char** argv) {
    for (const int threads : {1, nn::cores()}) {
        if (threads == 1 && nn::cores() == 1) continue;
        row("step/surefoot", threads, [](Case& c) { c.step(); });
        row("forward/surefoot", threads, [](Case& c) { benchmark::DoNotOptimize(c.logits()); });
#ifdef SUREFOOT_LIBTORCH
        row("step/libtorch", threads, [](Case& c) { c.torch.step(); });
        row("forward/libtorch", threads, [](Case& c) { benchmark::DoNotOptimize(c.torch.logits()); });
#endif
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
}
