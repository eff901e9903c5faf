// Backtracking line search: TRPO's models propose a step; the surrogate and the KL, measured, decide.   docs/14 §2
#pragma once

#include "autodiff/function_ref.hpp"
#include "autodiff/tensor.hpp"

namespace surefoot::rl {

struct LineSearchConfig {
    double backtrack_coeff = 0.8;  // each trial shrinks the step by this factor, in (0, 1)
    int max_backtracks = 10;
};

// What is true at a trial point.
struct Trial {
    double gain;      // of the objective since θ_old: for a policy L(θ) − L(θ_old)
    double distance;  // from θ_old, in what the trust region is measured in: for a policy E[KL(π_old ‖ π_θ)]
};

struct LineSearchResult {
    bool accepted;
    ad::Tensor theta;  // where the search ended; θ_old itself, its very storage, when nothing was accepted
    Trial trial;       // at the last point that was tried
    int backtracks;    // how often the step was shrunk
};

// Tries θ_old + coeffᵏ step, k = 0, 1, …, and accepts the first with gain > 0 and distance ≤ radius, both finite.
LineSearchResult line_search(const ad::Tensor& theta_old, const ad::Tensor& step,
                             ad::FunctionRef<Trial(const ad::Tensor& theta)> measure, double radius,
                             const LineSearchConfig& config = {});

}  // namespace surefoot::rl
