// The race: Gauss-Newton steps against Adam's, down the same loss, with what each costs counted and timed.
#pragma once

#include <cstdint>
#include <vector>

#include "autodiff/function_ref.hpp"
#include "examples/08_hessian_free/problem.hpp"
#include "examples/08_hessian_free/steps.hpp"

namespace surefoot::hessian_free {

// What one pass over the data costs, in gradients: a product with the Gauss-Newton matrix, and the loss alone.
struct Costs {
    double product, value;
};
// Measured at the problem's start, in seconds of the processor, each as the median over some rounds.
Costs measured_costs(const Problem& problem);

// How the loss fell. Passes are counted in gradients of the whole loss; the seconds are those of the clock, without what it
// takes to look at the loss of the whole.
struct Trace {
    std::vector<double> passes = {}, seconds = {}, losses = {};
    ad::Tensor theta = {};  // at the end

    void add(double at_pass, double at_second, double loss);
    double passes_to(double loss) const;  // at the first point that is as low; infinite when none is
    // Reached the target in fewer passes; where neither did, ends lower.
    bool better_than(const Trace& other, double target = 0) const;
};

// How long a race is: it ends before when the loss is at most `target`.
struct Length {
    int steps;
    double target = 0;
};

// Gauss-Newton steps, from the problem's start. Calls `seen` after each.
Trace race_hessian_free(const Problem& problem, const HessianFreeConfig& config, const Length& length,
                        const Costs& costs, ad::FunctionRef<void(int step, const HessianFreeStep&)> seen);

// Adam on minibatches, from the problem's start, with a learning rate that falls to 0 on a cosine. Ends where θ is finite no
// more; the loss is infinite then.
struct AdamConfig {
    double learning_rate = 1e-3;
    int minibatch = 64, passes = 1;
    double target = 0;
    std::uint64_t seed = 1;  // of the order of the samples
};
Trace race_adam(const Problem& problem, const AdamConfig& config);

}  // namespace surefoot::hessian_free
