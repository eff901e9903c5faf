// own_test RUN: is the op right, and is the agent of a run as good as an agent can be?
#include <cmath>
#include <cstdio>
#include <exception>

#include "adaptive_trpo.hpp"
#include "autodiff/check.hpp"
#include "double_integrator.hpp"
#include "residual_policy.hpp"
#include "rl/runs/evaluation.hpp"
#include "rl/runs/run_directory.hpp"
#include "silu.hpp"

using namespace surefoot;

namespace {

// First and second derivatives, by differences and against each other.
bool silu_is_right() {
    const ad::Tensor x = ad::Tensor::vector({-4, -2, -0.5, 0, 0.1, 1, 2.5, 4});
    const ad::CheckReport report = ad::check([](std::span<const ad::Var> in) { return own::silu(in[0]); }, {x});
    if (!report) std::printf("silu: %s\n", report.failure.c_str());
    return bool(report);
}

// What the best policy costs from x = ±1, v = 0: that of s' = A s + B u with the cost sᵀQs + R u² a step, n steps to go, is
// sᵀ Pₙ s by the Riccati equation
//
//     Pₙ = Q + AᵀPA − AᵀPB (R + BᵀPB)⁻¹ BᵀPA,    P = Pₙ₋₁,    P₀ = 0 .
//
// Here A = [1 dt; 0 1] and B = [0; dt/m].
double optimal_return() {
    using D = own::DoubleIntegrator;
    const double dt = D::dt, b = dt / D::mass;
    double xx = 0, xv = 0, vv = 0;  // P
    for (int n = 0; n < D::episode_steps; ++n) {
        const double axx = xx, axv = xx * dt + xv, avv = (xx * dt + xv) * dt + xv * dt + vv;  // AᵀPA
        const double bx = b * xv, bv = b * (xv * dt + vv);                                    // BᵀPA
        const double r = D::cost_u * dt + b * b * vv;
        xx = D::cost_x * dt + axx - bx * bx / r;
        xv = axv - bx * bv / r;
        vv = D::cost_v * dt + avv - bv * bv / r;
    }
    return -xx;
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 2) return std::puts("own_test RUN"), 2;
    if (!silu_is_right()) return 1;
    own::register_double_integrator();
    own::register_residual_policy();
    own::register_adaptive_trpo();

    const rl::TrainConfig config = rl::load_config(argv[1]);
    const auto episodes = rl::evaluate(config, rl::load_checkpoint(argv[1]), 20, 1, true);
    const double earned = rl::summarize(episodes).return_mean, best = optimal_return();
    std::printf("return %.4f, of at most %.4f: %.1f %% beyond\n", earned, best, 100 * (earned / best - 1));
    return earned >= 1.05 * best && earned <= best * (1 - 1e-9) ? 0 : 1;  // both are negative
} catch (const std::exception& e) { return std::printf("own_test: %s\n", e.what()), 1; }
