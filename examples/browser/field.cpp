// Chapter 11: a policy of two parameters, a Gaussian N(μ, e^2ℓ) over one action, whose return is known in closed form. The
// gradient is the engine's, and so is the Fisher matrix: the Hessian of the KL divergence at the policy itself, by two products.
#include <array>
#include <cmath>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/indexing.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/tape.hpp"
#include "autodiff/transforms.hpp"
#include "examples/browser/experiment.hpp"

namespace surefoot::browser {
namespace {

using ad::Real;
using ad::Tensor;
using ad::Var;

constexpr double best_action = 1, width = 0.5;  // the reward exp(−(a − best)² / 2 width²)

struct Policy {
    Var mean, log_std;
};
// θ = (u, ℓ), where u is the mean in units that the reader chooses: μ = scale · u
Policy policy(const Var& theta, double scale) {
    return {static_cast<Real>(scale) * sum(slice(theta, 0, 0, 1)), sum(slice(theta, 0, 1, 2))};
}
// E[r] = w / √(w² + σ²) exp(−(μ − b)² / 2 (w² + σ²))
Var expected_return(const Policy& pi) {
    const Var spread = exp(2 * pi.log_std) + static_cast<Real>(width * width);
    return static_cast<Real>(width) / sqrt(spread) *
           exp(-square(pi.mean - static_cast<Real>(best_action)) / (2 * spread));
}
// KL(N(μ₀, σ₀²) ‖ N(μ, σ²)) = ℓ − ℓ₀ + (σ₀² + (μ₀ − μ)²) / 2σ² − ½
Var kl(const Policy& old, const Policy& pi) {
    return pi.log_std - old.log_std + (exp(2 * old.log_std) + square(old.mean - pi.mean)) / (2 * exp(2 * pi.log_std)) -
           Real(0.5);
}
Tensor pair(double a, double b) { return Tensor::vector({static_cast<Real>(a), static_cast<Real>(b)}); }

class Field : public Experiment {
  public:
    Json answer(const std::string& question, const Json& with) override {
        const double scale = number(with, "scale", 1);
        if (!(scale > 0)) throw std::invalid_argument("the scale must be positive");
        if (question == "at")
            return at(pair(number(with, "u", 0), number(with, "l", 0)), scale, number(with, "max_kl", 0.05));
        if (question == "returns") return returns(with, scale);
        throw std::invalid_argument("field: at and returns are all that it answers");
    }

  private:
    static Json at(const Tensor& theta, double scale, double max_kl) {
        ad::Tape tape;
        const Var x = tape.variable(theta);
        const Policy pi = policy(x, scale);
        const Policy old{pi.mean.value(), pi.log_std.value()};
        const Var value = expected_return(pi), distance = kl(old, pi);
        const Tensor g = ad::grad(value, x);
        const Tensor first = ad::hvp(distance, x, pair(1, 0)), second = ad::hvp(distance, x, pair(0, 1));
        const double a = first[0], b = first[1], d = second[1], determinant = a * d - b * b;
        // F⁻¹g, and both directions as far as δ by the quadratic model of the KL
        const Tensor natural = pair((d * g[0] - b * g[1]) / determinant, (a * g[1] - b * g[0]) / determinant);
        const auto as_far = [&](const Tensor& direction) {
            const double along =
                a * direction[0] * direction[0] + 2 * b * direction[0] * direction[1] + d * direction[1] * direction[1];
            return static_cast<Real>(std::sqrt(2 * max_kl / along)) * direction;
        };
        const auto true_kl = [&](const Tensor& step) {
            return double{kl(old, policy(theta + step, scale)).value().item()};
        };
        const auto true_return = [&](const Tensor& step) {
            return double{expected_return(policy(theta + step, scale)).value().item()};
        };
        const Tensor plain_step = as_far(g), natural_step = as_far(natural);
        return object(is("return", double{value.value().item()}), is("gradient", array(g.values())),
                      is("F", array(std::array{a, b, d})), is("natural", array(natural.values())),
                      is("plain_step", array(plain_step.values())), is("natural_step", array(natural_step.values())),
                      is("plain_kl", true_kl(plain_step)), is("natural_kl", true_kl(natural_step)),
                      is("plain_return", true_return(plain_step)), is("natural_return", true_return(natural_step)));
    }

    // On a grid of `size` by `size`, row by row from the least ℓ.
    static Json returns(const Json& with, double scale) {
        const int size = static_cast<int>(number(with, "size", 40));
        if (size < 2 || size > 200) throw std::invalid_argument("2 to 200 points a side");
        const double u0 = number(with, "u0", -2), u1 = number(with, "u1", 3), l0 = number(with, "l0", -2),
                     l1 = number(with, "l1", 1);
        std::vector<double> values;
        for (int j = 0; j < size; ++j)
            for (int i = 0; i < size; ++i) {
                const auto place = [size](double from, double to, int k) {
                    return from + (to - from) * k / (size - 1);
                };
                values.push_back(
                    expected_return(policy(pair(place(u0, u1, i), place(l0, l1, j)), scale)).value().item());
            }
        return object(is("size", size), is("values", array(values)));
    }
};

}  // namespace

std::unique_ptr<Experiment> field() { return std::make_unique<Field>(); }

}  // namespace surefoot::browser
