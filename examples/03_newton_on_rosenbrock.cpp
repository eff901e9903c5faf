// 03  Hessian-vector products, and Newton's method on Rosenbrock's function.
//
// f(x) = Σ 100 (x_{i+1} − x_i²)² + (1 − x_i)² has a long curved valley in which gradient descent crawls. Newton's method
// sees the curvature: it solves H s = −∇f, and needs no more of H than products H v. Conjugate gradients and such
// products are how TRPO inverts the Fisher matrix, too. Chapter 5.
#include <fmt/format.h>

#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "rl/trust_region/conjugate_gradient.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;
using ad::Var;

namespace {

Var rosenbrock(const Var& x) {
    const int n = x.shape()[0];
    const Var head = slice(x, 0, 0, n - 1), tail = slice(x, 0, 1, n);
    return sum(100 * square(tail - square(head)) + square(1 - head));
}

// Gradient descent with the largest of a row of step sizes that still goes down.
Tensor gradient_descent(Tensor x, int steps) {
    for (int i = 0; i < steps; ++i) {
        ad::Tape tape;
        const Var at = tape.variable(x), f = rosenbrock(at);
        const Tensor g = ad::grad(f, at);
        Real step = 1;
        while (rosenbrock(x - step * g).value().item() >= f.value().item() && step > 1e-12) step /= 2;
        x = x - step * g;
    }
    return x;
}

}  // namespace

int main() {
    const int n = 10;
    Tensor x = Tensor::full({n}, Real(-1.2));

    {
        ad::Tape tape;
        const Var at = tape.variable(x), f = rosenbrock(at);
        const Tensor v = Tensor::of({n}, {1, -2, 3, -4, 5, -6, 7, -8, 9, -10});
        const Tensor forward = ad::hvp(f, at, v), reverse = ad::hvp_reverse(f, at, v);
        fmt::print("H v, forward over reverse:  {}\nH v, reverse over reverse:  {}\n", to_string(forward),
                   to_string(reverse));
        fmt::print("they differ by {:.1e}\n\n", ad::norm(forward - reverse) / ad::norm(forward));
    }

    fmt::print("Newton's method with conjugate gradients, {} dimensions, from x = -1.2:\n", n);
    for (int iteration = 0; iteration < 60; ++iteration) {
        ad::Tape tape;
        const Var at = tape.variable(x), f = rosenbrock(at);
        const Var g = ad::recorded_grad(f, at);  // recorded once; each product below is one sweep forwards
        if (iteration % 5 == 0 || ad::norm(g.value()) < 1e-9)
            fmt::print("  iteration {:2}   f = {:12.6e}   |gradient| = {:.2e}\n", iteration, f.value().item(),
                       ad::norm(g.value()));
        if (ad::norm(g.value()) < 1e-9) break;
        const auto H = [&](const Tensor& v) { return ad::jvp(g, at, v); };
        Tensor s = rl::conjugate_gradient(H, Real{-1} * g.value(), {.iterations = 2 * n, .tolerance = 1e-10}).x;
        if (ad::dot(s, g.value()) >= 0) s = Real{-1} * g.value();  // no descent: the curvature was negative
        Real step = 1;
        while (rosenbrock(x + step * s).value().item() > f.value().item() && step > 1e-12) step /= 2;
        x = x + step * s;
    }
    fmt::print("  x = {}\n\n", to_string(x));

    for (const int steps : {100, 1000, 5000}) {
        const Tensor crawled = gradient_descent(Tensor::full({n}, Real(-1.2)), steps);
        fmt::print("gradient descent, {:4} steps:  f = {:.3e}\n", steps, rosenbrock(crawled).value().item());
    }
}
