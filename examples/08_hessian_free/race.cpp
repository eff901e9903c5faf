#include "examples/08_hessian_free/race.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <functional>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "examples/08_hessian_free/gauss_newton.hpp"
#include "nn/training/minibatch.hpp"
#include "nn/training/schedule.hpp"

namespace surefoot::hessian_free {

using ad::Tensor;

namespace {

class Stopwatch {
  public:
    // Seconds that f takes, added to those before.
    void time(ad::FunctionRef<void()> f) {
        const auto start = std::chrono::steady_clock::now();
        f();
        seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    double seconds() const { return seconds_; }

  private:
    double seconds_ = 0;
};

// Of the processor, on all threads, that f takes so many times.
double work_of(ad::FunctionRef<void()> f, int times) {
    const std::clock_t start = std::clock();
    for (int i = 0; i < times; ++i) f();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

}  // namespace

Costs measured_costs(const Problem& problem) {
    const Tensor theta = problem.start(), g = problem.gradient(theta);
    const GaussNewton G(problem, theta);
    const auto gradient = [&] { problem.gradient(theta); };
    int times = 1;  // as often as lasts some milliseconds
    while (work_of(gradient, times) < 5e-3) times *= 2;
    std::vector<double> products, values;
    for (int round = 0; round < 11; ++round) {
        const double a_gradient = work_of(gradient, times);
        products.push_back(work_of([&] { G(g); }, times) / a_gradient);
        values.push_back(work_of([&] { problem.loss(theta); }, times) / a_gradient);
    }
    return {median(products), median(values)};
}

void Trace::add(double at_pass, double at_second, double loss) {
    passes.push_back(at_pass), seconds.push_back(at_second), losses.push_back(loss);
}

double Trace::passes_to(double loss) const {
    const auto first = std::ranges::find_if(losses, [&](double at) { return at <= loss; });
    return first == losses.end() ? std::numeric_limits<double>::infinity()
                                 : passes[static_cast<std::size_t>(first - losses.begin())];
}

bool Trace::better_than(const Trace& other, double target) const {
    const double mine = passes_to(target), theirs = other.passes_to(target);
    return mine == theirs ? losses.back() < other.losses.back() : mine < theirs;
}

Trace race_hessian_free(const Problem& problem, const HessianFreeConfig& config, const Length& length,
                        const Costs& costs, ad::FunctionRef<void(int step, const HessianFreeStep&)> seen) {
    HessianFree method(config);
    Trace trace{.theta = problem.start()};
    trace.add(0, 0, problem.loss(trace.theta));
    Stopwatch watch;
    double passes = 0;
    for (int i = 1; i <= length.steps && trace.losses.back() > length.target; ++i) {
        HessianFreeStep step;
        watch.time([&] { step = method.step(problem, trace.theta); });
        trace.theta = step.theta;
        passes += 1 + costs.product * step.products + costs.value * step.values;
        trace.add(passes, watch.seconds(), step.loss);
        seen(i, step);
    }
    return trace;
}

Trace race_adam(const Problem& problem, const AdamConfig& config) {
    const int samples = problem.samples().count;
    const long a_pass = (samples + config.minibatch - 1) / config.minibatch;
    const nn::Schedule rate = nn::cosine_rate(config.learning_rate, 0, a_pass * config.passes);
    nn::Adam adam({});
    nn::Rng rng(config.seed, "minibatches");
    Trace trace{.theta = problem.start()};
    trace.add(0, 0, problem.loss(trace.theta));
    Stopwatch watch;
    long steps = 0;
    double next = 1;  // pass at which the loss is looked at: so that a curve has hundreds of points and not thousands
    for (int pass = 1; pass <= config.passes && trace.losses.back() > config.target && ad::all_finite(trace.theta);
         ++pass) {
        watch.time([&] {
            nn::for_each_minibatch(samples, {.size = config.minibatch}, rng, [&](std::span<const int> rows) {
                const Tensor g = problem.part(rows)->gradient(trace.theta);
                trace.theta = adam.descend(trace.theta, g, rate(steps++));
            });
        });
        if (pass < next && pass < config.passes) continue;
        next = 1.01 * pass;
        trace.add(pass, watch.seconds(), problem.loss(trace.theta));
    }
    if (!ad::all_finite(trace.theta) || !std::isfinite(trace.losses.back()))
        trace.losses.back() = std::numeric_limits<double>::infinity();
    return trace;
}

}  // namespace surefoot::hessian_free
