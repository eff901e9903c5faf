// 01  A gradient by hand and by tape.
//
// f(x, y) = log(1 + x²) · tanh(y): first with the chain rule on paper, then with the tape, then held against differences.
// Chapters 2 and 4.
#include <fmt/format.h>

#include <cmath>

#include "autodiff/check.hpp"
#include "autodiff/graphviz.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/transforms.hpp"

using namespace surefoot;

using ad::Tensor;
using ad::Var;

int main() {
    const double x = 1.5, y = 0.7;

    // By hand: give every intermediate value a name, then walk back from f with the cotangents.
    const double a = x * x, b = 1 + a, c = std::log(b), d = std::tanh(y), f = c * d;
    const double c_bar = d, d_bar = c;         // f = c d
    const double b_bar = c_bar / b;            // c = log b
    const double a_bar = b_bar;                // b = 1 + a
    const double x_bar = a_bar * 2 * x;        // a = x²
    const double y_bar = d_bar * (1 - d * d);  // d = tanh y
    fmt::print("by hand   f = {:.12f}   df/dx = {:.12f}   df/dy = {:.12f}\n", f, x_bar, y_bar);

    // By tape: write f once; the tape has noted the intermediate values, and `grad` walks back over it.
    ad::Tape tape;
    const Var X = tape.variable(Tensor::scalar(x), "x"), Y = tape.variable(Tensor::scalar(y), "y");
    const Var F = log(1 + square(X)) * tanh(Y);
    fmt::print("by tape   f = {:.12f}   df/dx = {:.12f}   df/dy = {:.12f}\n", F.value().item(), ad::grad(F, X).item(),
               ad::grad(F, Y).item());

    // A gradient can be differentiated again when it is recorded: ∂²f/∂x², ∂²f/∂x∂y.
    const Var F_x = ad::recorded_grad(F, X);
    fmt::print("again     d2f/dx2 = {:.12f}   d2f/dxdy = {:.12f}\n", ad::grad(F_x, X).item(), ad::grad(F_x, Y).item());

    // And anyone can check it without knowing how it was made.
    const ad::CheckReport report =
        ad::check([](std::span<const Var> in) { return log(1 + square(in[0])) * tanh(in[1]); },
                  {Tensor::scalar(x), Tensor::scalar(y)});
    fmt::print("checked   {}: against differences {:.1e}, adjoint identity {:.1e}, Taylor order {:.2f}\n",
               report ? "right" : report.failure, report.difference_error, report.adjoint_error, report.taylor_order);

    // What the tape holds, for `dot -Tsvg`:
    ad::Tape picture;
    const Var px = picture.variable(Tensor::scalar(x), "x"), py = picture.variable(Tensor::scalar(y), "y");
    const Var pf = log(1 + square(px)) * tanh(py);
    fmt::print("\nThe tape of f = {:.3f} (pipe this into `dot -Tsvg`):\n{}", pf.value().item(), ad::graphviz(picture));
}
