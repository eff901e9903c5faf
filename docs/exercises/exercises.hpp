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

// 16  Jᵀ J v, the Gauss-Newton matrix of ½ ‖r‖² at x times v, J = ∂r/∂x.   r: a vector from a vector
Tensor gauss_newton_product(const std::function<Var(const Var&)>& residuals, const Tensor& x, const Tensor& v);

// 17  Levenberg-Marquardt's rule, from gᵀs, sᵀG s (without damping) and by how much the loss changed with the step s. The step is
// taken when the loss fell. The damping of the next one: 3/2 of this one where the ratio ρ of the change to the model's is below
// ¼ or is no number, 2/3 of it where ρ is above ¾.
struct Adapted {
    bool taken;
    double damping;
};
Adapted levenberg_marquardt(double damping, double gs, double sGs, double change);

}  // namespace exercise
