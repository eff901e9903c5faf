#include "autodiff/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/transforms.hpp"

namespace surefoot::ad {
namespace {

// Each entry uniform on [−1, 1], the same on every platform.
Tensor direction(const Shape& shape, std::mt19937_64& random) {
    Tensor v = Tensor::uninitialized(shape);
    for (Real& entry : v.write()) entry = static_cast<Real>(static_cast<double>(random() >> 11) * 0x1p-52 - 1);
    return v;
}

double largest(const Tensor& x) {
    double m = 0;
    for (const Real v : x.values()) m = std::isnan(v) ? double{v} : std::max(m, double{std::abs(v)});
    return m;
}

double sum_of_products(const Tensor& a, const Tensor& b) {
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < a.size(); ++i) sum += std::abs(double{a[i]} * double{b[i]});
    return sum;
}

std::vector<Var> constants(const std::vector<Tensor>& xs) { return {xs.begin(), xs.end()}; }

Tensor value_at(const Function& f, const std::vector<Tensor>& xs, const std::vector<Tensor>& x_dots, Real h) {
    std::vector<Tensor> moved;
    for (std::size_t i = 0; i < xs.size(); ++i) moved.push_back(xs[i] + h * x_dots[i]);
    return f(constants(moved)).value();
}

std::vector<Var> variables(Tape& tape, const std::vector<Tensor>& xs) {
    std::vector<Var> vars;
    for (const Tensor& x : xs) vars.push_back(tape.variable(x));
    return vars;
}

// Several tensors as one vector, and nothing as an empty one.
Var flattened(std::span<const Tangent> parts, std::span<const Var> of) {
    std::vector<Var> flat;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Var part = parts[i] ? *parts[i] : Var(Tensor::zeros(of[i].shape()));
        flat.push_back(reshape(part, {static_cast<int>(part.value().size())}));
    }
    return concatenate(flat, 0);
}

struct Checker {
    const CheckConfig& config;
    std::mt19937_64 random{config.seed};
    CheckReport report{};

    void fail(const std::string& what) {
        if (report.failure.empty()) report.failure = fmt::format("{} (seed {})", what, config.seed);
    }

    std::vector<Tensor> directions(const std::vector<Tensor>& like) {
        std::vector<Tensor> v;
        for (const Tensor& x : like) v.push_back(direction(x.shape(), random));
        return v;
    }

    // Tests 1, 2 and 4: along all inputs together, and along each alone, so that none hides behind another.
    void first_order(const std::string& name, const Function& f, const std::vector<Tensor>& xs) {
        along(name, f, xs, directions(xs));
        for (std::size_t k = 0; k < xs.size() && xs.size() > 1; ++k) {
            std::vector<Tensor> alone;
            for (const Tensor& x : xs) alone.push_back(Tensor::zeros(x.shape()));
            alone[k] = direction(xs[k].shape(), random);
            along(fmt::format("{}, input {}", name, k), f, xs, alone);
        }
    }

    void along(const std::string& name, const Function& f, const std::vector<Tensor>& xs,
               const std::vector<Tensor>& x_dot) {
        Tape tape;
        const std::vector<Var> x = variables(tape, xs);
        const Var y = f(x);
        const Tensor y_dot = jvp(std::span(&y, 1), x, x_dot)[0];
        const Tensor y_bar = evening_out(y_dot);
        const auto x_bar = vjp(std::span(&y, 1), x, std::span(&y_bar, 1));
        differences(name, f, xs, x_dot, y.value(), y_dot);
        taylor(name, f, xs, x_dot, y.value(), y_dot);

        double inputs = 0, scale = sum_of_products(y_bar, y_dot);
        for (std::size_t i = 0; i < xs.size(); ++i) {
            inputs += dot(x_bar[i], x_dot[i]);
            scale += sum_of_products(x_bar[i], x_dot[i]);
        }
        const double outputs = dot(y_bar, y_dot);
        if (scale == 0) return;
        const double error = std::abs(outputs - inputs) / scale;
        report.adjoint_error = std::max(report.adjoint_error, error);
        if (!(error <= config.adjoint_tolerance))
            fail(fmt::format("{}: <y_bar, J x_dot> = {} but <Jt y_bar, x_dot> = {}, relative error {:.2e} above {:.2e}",
                             name, outputs, inputs, error, config.adjoint_tolerance));
    }

    // A cotangent that gives elements of very different slopes about the same say.
    Tensor evening_out(const Tensor& y_dot) {
        Tensor y_bar = direction(y_dot.shape(), random);
        const double most = largest(y_dot);
        if (most > 0 && std::isfinite(most))
            for (std::ptrdiff_t i = 0; i < y_dot.size(); ++i)
                y_bar.write()[static_cast<std::size_t>(i)] *=
                    static_cast<Real>(most / (std::abs(double{y_dot[i]}) + 1e-3 * most));
        return y_bar;
    }

    void differences(const std::string& name, const Function& f, const std::vector<Tensor>& xs,
                     const std::vector<Tensor>& x_dot, const Tensor& y, const Tensor& y_dot) {
        const auto h = static_cast<Real>(config.step);
        const auto at = [&](Real t) { return value_at(f, xs, x_dot, t); };
        const Tensor left = at(-h), right = at(h);
        const Tensor slope = (1 / (12 * h)) * ((at(-2 * h) - at(2 * h)) + Real{8} * (right - left));
        for (std::ptrdiff_t i = 0; i < y.size(); ++i) {
            // The scale on which this element varies here: its slope, and how that changes within a unit step. Its value is
            // none: a constant beside it, however large, would hide a slope that is wrong.
            const double bend = std::abs((double{right[i]} - y[i]) + (double{left[i]} - y[i]));
            // What the differences lose to rounding: each of their values is off by some units in its last place.
            const double unit = double{std::numeric_limits<Real>::epsilon()} * std::abs(double{y[i]});
            const double rounding = 16 * unit / config.step;
            const double curvature = std::max(0.0, bend - 4 * unit) / config.step / config.step;
            const double scale = std::max({std::abs(double{y_dot[i]}), curvature, 1e-300});
            if (y_dot[i] != 0 && rounding > 0.1 * scale)
                return fail(
                    fmt::format("{}: a value of {:.2e} leaves differences no digits to tell a slope of {:.2e} by; "
                                "take off what is constant",
                                name, y[i], y_dot[i]));
            const double off = std::abs(double{slope[i]} - y_dot[i]);
            const double error = std::isnan(off) ? off : std::max(0.0, off - rounding) / scale;
            report.difference_error = std::isnan(off) ? off : std::max(report.difference_error, error);
            if (!(error <= config.difference_tolerance))
                return fail(fmt::format(
                    "{}: J x_dot = {} but differences give {}, relative error {:.2e} at element {} above {:.2e}", name,
                    to_string(y_dot), to_string(slope), error, i, config.difference_tolerance));
        }
    }

    void taylor(const std::string& name, const Function& f, const std::vector<Tensor>& xs,
                const std::vector<Tensor>& x_dot, const Tensor& y, const Tensor& y_dot) {
        const auto remainder = [&](Real h) { return norm(value_at(f, xs, x_dot, h) - y - h * y_dot); };
        const auto h = static_cast<Real>(sizeof(Real) == 8 ? 0.1 * config.step : config.step);
        const double far = remainder(h), near = remainder(h / 2);
        const double rounding = 1e3 * double{std::numeric_limits<Real>::epsilon()} * std::max(norm(y), norm(y_dot));
        if (near <= rounding) return;  // linear: no remainder to measure
        const double order = std::log2(far / near);
        report.taylor_order = std::min(report.taylor_order, order);
        if (!(order >= 1.5))
            fail(fmt::format("{}: the Taylor remainder shrinks with order {:.3f}, not 2", name, order));
    }
};

}  // namespace

CheckReport check(const Function& f, const std::vector<Tensor>& xs, const CheckConfig& config) {
    Checker checker{config};
    checker.first_order("f", f, xs);
    if (!config.second_order) return checker.report;

    // Test 3: the recorded rules as functions of x and of the vector that they are applied to.
    const auto swept = [&f, n = xs.size()](std::span<const Var> in, const auto& sweep) {
        const bool recorded = !in[0].is_constant();
        Tape own;  // when the inputs are constants, the sweep still needs a tape to run on
        std::vector<Var> x(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(n));
        if (!recorded)
            for (Var& v : x) v = own.variable(v.value());
        const Var y = f(x);
        const std::vector<Tangent> vectors(in.begin() + static_cast<std::ptrdiff_t>(n), in.end());
        return sweep(x, std::span(&y, 1), vectors, recorded ? Rules::record : Rules::compute);
    };
    const Function pullback = [&](std::span<const Var> in) {
        return swept(in, [](std::span<const Var> x, std::span<const Var> y, std::span<const Tangent> y_bar,
                            Rules rules) { return flattened(Sweep(y, x).backwards(y_bar, rules), x); });
    };
    const Function pushforward = [&](std::span<const Var> in) {
        return swept(in, [](std::span<const Var> x, std::span<const Var> y, std::span<const Tangent> x_dot,
                            Rules rules) { return flattened(Sweep(y, x).forwards(x_dot, rules), y); });
    };
    std::vector<Tensor> with_y_bar = xs, with_x_dot = xs;
    with_y_bar.push_back(direction(f(constants(xs)).shape(), checker.random));
    for (const Tensor& x : xs) with_x_dot.push_back(direction(x.shape(), checker.random));
    checker.first_order("(x, y_bar) -> Jt y_bar", pullback, with_y_bar);
    checker.first_order("(x, x_dot) -> J x_dot", pushforward, with_x_dot);
    return checker.report;
}

}  // namespace surefoot::ad
