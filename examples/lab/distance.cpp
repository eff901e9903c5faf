// Distance: equal steps in θ are not equal steps in behaviour.   docs/11 §2
//
// Left, a Gaussian with two parameters (μ, log σ): around four of its values, everything that is δ nats away, and a Euclidean
// circle of one and the same radius. Right, a network: steps of one length along each of its parameters.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "autodiff/arithmetic.hpp"
#include "examples/lab/training.hpp"
#include "rl/experience/old_policy.hpp"

namespace surefoot::lab {
namespace {

struct Point {
    double mu, log_sigma;
};

double kl(Point old, Point now) {
    const auto gaussian = [](Point p) {
        const auto one = [](double v) { return ad::Tensor::full({1, 1}, static_cast<ad::Real>(v)); };
        return rl::DiagonalGaussian(one(p.mu), one(p.log_sigma));
    };
    return double{kl(gaussian(old), gaussian(now)).value()[0]};
}

Point towards(Point from, double angle, double distance) {
    return {from.mu + distance * std::cos(angle), from.log_sigma + distance * std::sin(angle)};
}

// How far one can go in a direction before the KL is δ: by halving, since the KL grows along every ray.
double reach(Point from, double angle, double max_kl) {
    double near = 0, far = 1;
    while (kl(from, towards(from, angle, far)) < max_kl) far *= 2;
    for (int i = 0; i < 40; ++i) {
        const double middle = (near + far) / 2;
        (kl(from, towards(from, angle, middle)) < max_kl ? near : far) = middle;
    }
    return near;
}

Curve ring(Point centre, const std::string& name, bool dashed, int colour,
           ad::FunctionRef<double(double angle)> radius) {
    Curve curve{.name = name, .style = Style::line, .dashed = dashed, .colour = colour};
    for (int i = 0; i <= 120; ++i) {
        const double angle = 2 * std::numbers::pi * i / 120;
        const Point p = towards(centre, angle, radius(angle));
        curve.x.push_back(p.mu), curve.y.push_back(p.log_sigma);
    }
    return curve;
}

}  // namespace

Result distance(const Options& options) {
    Result result{.table = {.columns = {"object", "parameter", "kl"}}};
    constexpr double max_kl = 0.05, radius = 0.3;
    Panel gaussian{.title = fmt::format("Gaussians: {} nats away (lines), {} away in θ (dashed)", max_kl, radius),
                   .x_label = "mean {/:Italic μ}",
                   .y_label = "log standard deviation log {/:Italic σ}",
                   .equal_axes = true};
    double least = 1e300, greatest = 0;
    for (const int k : {0, 1, 2, 3}) {
        const double log_sigma = k - 2;
        const Point centre{1.4 * k - 2, log_sigma};
        gaussian.curves.push_back(ring(centre, fmt::format("σ = {:.2f}", std::exp(log_sigma)), false, k,
                                       [&](double angle) { return reach(centre, angle, max_kl); }));
        gaussian.curves.push_back(ring(centre, "", true, k, [&](double) { return radius; }));
        const double shifted = kl(centre, {centre.mu + radius, log_sigma});
        result.table.add({"gaussian",
                          fmt::format("shift of the mean by {} at sigma {:.3f}", radius, std::exp(log_sigma)),
                          number(shifted)});
        least = std::min(least, shifted), greatest = std::max(greatest, shifted);
    }
    result.figures["gaussian_ratio"] = greatest / least;
    result.figures["gaussian_greatest"] = greatest, result.figures["gaussian_least"] = least;

    // A step of one length along each coordinate of θ, and along the gradient.
    const Student s({.iterations = options.quick ? 2 : 10, .batch_steps = options.quick ? 512 : 2048});
    const rl::OldPolicy old(s.policy, s.theta, s.batch);
    constexpr double length = 0.3;
    std::vector<double> along_coordinates;
    for (std::ptrdiff_t i = 0; i < s.theta.size(); ++i) {
        ad::Tensor step = ad::Tensor::zeros(s.theta.shape());
        step.write()[static_cast<std::size_t>(i)] = static_cast<ad::Real>(length);
        along_coordinates.push_back(old.mean_kl(s.theta + step));
    }
    const ad::Tensor g = rl::policy_gradient(s.policy, s.theta, s.batch);
    const double along_gradient = old.mean_kl(s.theta + static_cast<ad::Real>(length / ad::norm(g)) * g);
    std::sort(along_coordinates.begin(), along_coordinates.end());
    Curve sorted{.name = "along one parameter", .style = Style::line},
        gradient{.name = "along the policy gradient", .style = Style::line, .dashed = true};
    for (std::size_t i = 0; i < along_coordinates.size(); ++i) {
        const double value = std::max(along_coordinates[i], 1e-12);
        sorted.x.push_back(static_cast<double>(i)), sorted.y.push_back(value);
        gradient.x.push_back(static_cast<double>(i)), gradient.y.push_back(along_gradient);
        result.table.add({"network", fmt::format("rank {}", i), number(along_coordinates[i])});
    }
    result.table.add({"network", "gradient", number(along_gradient)});
    const auto rank = [&](double share) {
        return along_coordinates[static_cast<std::size_t>(share * static_cast<double>(along_coordinates.size() - 1))];
    };
    result.figures["network_ratio"] = rank(0.95) / rank(0.05);
    result.figures["gradient_over_median"] = along_gradient / rank(0.5);
    result.figures["along_gradient"] = along_gradient,
    result.figures["parameters"] = static_cast<double>(s.theta.size());
    result.figures["network_least"] = along_coordinates.front(),
    result.figures["network_greatest"] = along_coordinates.back();
    Panel network{.title = fmt::format("a policy of {} parameters: steps of length {}", s.theta.size(), length),
                  .x_label = "parameters, by what they do",
                  .y_label = "KL(old ‖ new) (nats)",
                  .curves = {sorted, gradient},
                  .log_y = true};
    result.figure = {"Equal steps in θ, unequal steps in behaviour (CartPole-v1, seed 0)", {gaussian, network}};
    result.words = {
        fmt::format("Shifting a Gaussian's mean by {} changes it by {} nats at σ = {:.2f} and by {} at σ = {:.2f}: "
                    "{:.0f} times as "
                    "much for the same step.",
                    radius, number(greatest), std::exp(-2.0), number(least), std::exp(1.0), greatest / least),
        fmt::format("In a policy of {} parameters, the same step along one of them moves the policy {:.0f} times as "
                    "far as along "
                    "another (95th and 5th percentile).",
                    s.theta.size(), result.figures["network_ratio"]),
        fmt::format("Along this policy gradient it moves it {:.0f} times as far as along the median parameter.",
                    result.figures["gradient_over_median"])};
    return result;
}

}  // namespace surefoot::lab
