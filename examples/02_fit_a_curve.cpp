// 02  Fit a curve: a small network learns sin(3x) from noisy samples, by Adam on the mean squared error.
//
// Everything that deep learning needs and reinforcement learning does not add: θ as one vector, a network as a function
// of it, an expectation and its gradient, an optimiser. Chapter 6.
#include <fmt/format.h>

#include <cmath>

#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/reduce.hpp"
#include "nn/layers/mlp.hpp"
#include "nn/parallel/expectation.hpp"
#include "nn/training/loss.hpp"
#include "nn/training/optimizer.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;
using ad::Var;

namespace {

double truth(double x) { return std::sin(3 * x); }

// A line of 61 columns: the truth as dots, the network as stars.
std::string row(double truth, double fitted) {
    const auto column = [](double y) { return static_cast<std::size_t>(std::clamp(30 + 22 * y, 0.0, 60.0)); };
    std::string line(61, ' ');
    line[30] = '|';
    line[column(truth)] = '.';
    line[column(fitted)] = '*';
    return line;
}

}  // namespace

int main() {
    nn::Rng rng(1, "fit a curve");
    const int n = 512;
    Tensor x = Tensor::uninitialized({n, 1}), y = Tensor::uninitialized({n});
    for (std::size_t i = 0; i < n; ++i) {
        const double at = rng.uniform(-2, 2);
        x.write()[i] = static_cast<Real>(at);
        y.write()[i] = static_cast<Real>(truth(at) + 0.1 * rng.normal());
    }

    nn::Layout layout;
    const nn::Mlp network(layout, "net", {.in = 1, .out = 1, .hidden = {32, 32}});
    Tensor theta = layout.initial(rng);
    fmt::print("theta is one vector of {} numbers:\n", layout.size());
    for (const nn::Parameter& p : layout.parameters())
        fmt::print("  {:<14} {:<8} from {}\n", p.name, to_string(p.shape), p.begin);

    // The loss: an expectation over the samples, given by its integrand.
    const nn::Expectation loss(n, [&](const Var& at, const nn::Shard& shard) {
        const Var prediction = reshape(network(at, shard.of(x)), {shard.size()});
        return nn::squared_error(prediction, shard.of(y));
    });

    nn::Adam adam({.learning_rate = 5e-3});
    for (int step = 0; step <= 1000; ++step) {
        if (step % 200 == 0) fmt::print("step {:4}   mean squared error {:.5f}\n", step, loss.value(theta));
        theta = adam.descend(theta, loss.grad(theta));
    }
    fmt::print("(the noise alone is 0.01)\n\n");

    for (int i = -10; i <= 10; ++i) {
        const double at = 0.2 * i;
        const Tensor input = Tensor::full({1, 1}, static_cast<Real>(at));
        fmt::print("x = {:5.2f}  {}\n", at, row(truth(at), network(theta, input).value().item()));
    }
    fmt::print("            {:>30}   . sin 3x   * network\n", "");
}
