// The exercises: functions with a hole, one in each file beside this one. The solutions are in the folder `solutions`, the
// checks that grade both in `checks`.
//
//     meson setup build-exercises -Dexercises=true && meson compile -C build-exercises
//     meson test -C build-exercises --suite exercises --print-errorlogs
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "autodiff/var.hpp"

using namespace surefoot;

namespace exercise {

using ad::Real;
using ad::Tensor;
using ad::Var;
using Numbers = std::vector<double>;

// 01  y = x σ(x), elementwise ("swish"). The cotangent of x, given that of y. Written in ops, so that it can be recorded.
Var swish_vjp(const Var& y_bar, const Var& x);

// 02  C = A B. The tangent of C, given those of A and B.   A, A_dot: [m,k]   B, B_dot: [k,n]   → [m,n]
Var product_jvp(const Var& A, const Var& A_dot, const Var& B, const Var& B_dot);

// 03  log Σ eˣ over at least one number, right for numbers of any size.
double log_sum_exp(std::span<const double> x);

// 04  G_t = r_t + γ r_{t+1} + γ² r_{t+2} + … to the end of an episode that terminated.
Numbers rewards_to_go(std::span<const double> rewards, double gamma);

// 05  GAE(γ, λ) over the steps of one episode. values: V(s_t); final_value: V of the observation after the last step, which
// is 0 when the episode terminated.
Numbers gae(std::span<const double> rewards, std::span<const double> values, double final_value, double gamma,
            double lambda);

// 06  KL(old ‖ new) of two normal distributions, in nats.
double kl_of_gaussians(double old_mean, double old_std, double new_mean, double new_std);

// 07  M ż for a categorical distribution with probabilities p, M its Fisher metric in the logits.
Numbers fisher_metric(std::span<const double> p, std::span<const double> z_dot);

// 08  x with F x = b, after at most so many products with the symmetric positive definite F.
Tensor conjugate_gradient(const std::function<Tensor(const Tensor&)>& F, const Tensor& b, int iterations);

// 09  β, so that the quadratic model of the KL is δ at the end of β x, from xᵀF x.
double step_scale(double xFx, double max_kl);

// 10  Backtracking from θ_old along a step: the first of 1, ½, ¼, … (ten trials) of it with gain > 0 and kl ≤ max_kl; 0 when
// there is none.
struct Trial {
    double gain, kl;
};
double line_search(const std::function<Trial(double share_of_the_step)>& measure, double max_kl);

// 11  PPO's clipped objective of one sample: its ratio ρ, its advantage Â, and ε.
double clipped_objective(double ratio, double advantage, double epsilon);

// 12  H v, the Hessian of f at x times v, by two sweeps.   f: a number from a vector
Tensor hessian_vector_product(const std::function<Var(const Var&)>& f, const Tensor& x, const Tensor& v);

// 13  y_i = Σ_p w_p x_{s i + p − P}, where x is 0 beyond its ends: the cotangent of x, n numbers, given that of y.
// s: the stride, P: the padding.
Numbers convolution_vjp(std::span<const double> y_bar, std::span<const double> w, int stride, int padding, int n);

// 14  ẑ = (z − mean) / s, s² = Σ (z − mean)² / n: the cotangent of z, given that of ẑ.
Numbers layer_norm_vjp(std::span<const double> z, std::span<const double> y_bar);

// 15  Causal attention of one head. q, k, v: t rows of d numbers, row by row. Row i of the result is the mean of the rows 0 to i of
// v, weighted by the softmax of ⟨q_i, k_j⟩ / √d over j.
Numbers causal_attention(std::span<const double> q, std::span<const double> k, std::span<const double> v, int d);

// 16  One step of a GRU with m units: the next state, given W_i x + b_i and W_h h + b_h, each the m numbers of r, then those of z,
// then those of n, and the state h.
Numbers gru_step(std::span<const double> seen, std::span<const double> past, std::span<const double> h);

// 17  Jᵀ M J v: J the Jacobian of outputs(θ) at θ, M diagonal.   outputs: a vector from a vector
Tensor gauss_newton_product(const std::function<Var(const Var&)>& outputs, const Tensor& theta, const Tensor& M,
                            const Tensor& v);

// 18  Levenberg and Marquardt's rule as Martens (2010) has it: the next λ. ρ is the share of the predicted change of the loss that
// came true; λ becomes ⅔ λ for ρ > ¾ and 3/2 λ for ρ < ¼. predicted: by the quadratic model, below 0.
double next_damping(double lambda, double loss_before, double loss_after, double predicted);

}  // namespace exercise
