// Hessian: the spectrum of curvature, by Lanczos on Hessian-vector products.   docs/05 §6
//
// Lanczos' iteration turns products with a matrix into a small tridiagonal one, whose eigenvalues come close to the
// largest and the least of the matrix first, and whose eigenvectors say how many eigenvalues lie where (Golub and Meurant
// 1994; Ghorbani, Krishnan and Xiao 2019 on networks).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "examples/lab/dense.hpp"
#include "examples/lab/training.hpp"
#include "nn/layers/mlp.hpp"
#include "nn/training/loss.hpp"

namespace surefoot::lab {
namespace {

using ad::Real;
using ad::Tensor;
using ad::Var;
using Product = ad::FunctionRef<Tensor(const Tensor&)>;

// The Ritz values of a start vector, with the weight that each has in it.
std::vector<Ritz> lanczos(Product H, Tensor q, int iterations) {
    std::vector<double> diagonal, beside;
    std::vector<Tensor> basis;
    q = static_cast<Real>(1 / ad::norm(q)) * q;
    for (int k = 0; k < iterations; ++k) {
        basis.push_back(q);
        Tensor w = H(q);
        diagonal.push_back(ad::dot(w, q));
        for (int round = 0; round < 2; ++round)  // orthogonal to all before: rounding would let copies in
            for (const Tensor& b : basis) w = w - static_cast<Real>(ad::dot(w, b)) * b;
        const double size = ad::norm(w);
        if (size < 1e-10 || k + 1 == iterations) break;
        beside.push_back(size);
        q = static_cast<Real>(1 / size) * w;
    }
    return tridiagonal(diagonal, beside);
}

// Share of the eigenvalues below each of them, estimated from several random start vectors; and the extremes.
struct Spectrum {
    std::vector<Ritz> values;  // ascending, weights add up to 1
    double share_within(double bound) const {
        double share = 0;
        for (const Ritz& r : values) share += std::abs(r.value) <= bound ? r.weight : 0;
        return share;
    }
    double largest() const { return std::max(std::abs(values.front().value), std::abs(values.back().value)); }
    // Of the eigenvalues beyond a thousandth of the largest, on one side of 0.
    double share_of_sign(double sign) const {
        double share = 0;
        for (const Ritz& r : values) share += sign * r.value > 1e-3 * largest() ? r.weight : 0;
        return share;
    }
};

Spectrum spectrum(Product H, int n, int iterations, int starts) {
    Spectrum s;
    nn::Rng rng(0, "lanczos");
    for (int k = 0; k < starts; ++k) {
        Tensor q = Tensor::uninitialized({n});
        for (Real& v : q.write()) v = static_cast<Real>(rng.normal());
        for (const Ritz& r : lanczos(H, q, iterations)) s.values.push_back({r.value, r.weight / starts});
    }
    std::sort(s.values.begin(), s.values.end(), [](const Ritz& a, const Ritz& b) { return a.value < b.value; });
    return s;
}

constexpr double none = 1e-8;  // of the largest: what is smaller is 0 but for rounding, and not drawn

// The eigenvalues' sizes from the greatest down, over their share of all: y is reached by a share x of them. Those above 0 are
// one curve, those below it another, dashed.
void add_curves(Panel& panel, const std::string& name, const Spectrum& s, Table& table) {
    std::vector<Ritz> by_size = s.values;
    std::sort(by_size.begin(), by_size.end(),
              [](const Ritz& a, const Ritz& b) { return std::abs(a.value) > std::abs(b.value); });
    const int colour = static_cast<int>(panel.curves.size() / 2);
    const std::string what = name.substr(name.find(", ") + 2);
    Curve above{.name = what + ", λ > 0", .style = Style::line, .colour = colour},
        below{.name = what + ", λ < 0", .style = Style::line, .dashed = true, .colour = colour};
    double share_above = 0, share_below = 0;
    for (const Ritz& r : by_size) {
        table.add({name, number(r.value), number(r.weight)});
        if (std::abs(r.value) < none * s.largest()) continue;
        Curve& curve = r.value > 0 ? above : below;
        double& share = r.value > 0 ? share_above : share_below;
        share += r.weight;
        curve.x.push_back(share), curve.y.push_back(std::abs(r.value) / s.largest());
    }
    if (below.x.empty()) below.name = "";
    panel.curves.push_back(above), panel.curves.push_back(below);
}

// Three classes that wind around each other.
struct Classifier {
    nn::Layout layout;
    nn::Mlp network{layout, "net", {.in = 2, .out = 3, .hidden = {24, 24}}};
    Tensor x, theta;
    std::vector<int> labels;

    Classifier() {
        nn::Rng rng(0, "spirals");
        constexpr int n = 450;
        x = Tensor::uninitialized({n, 2});
        auto out = x.write();
        for (int i = 0; i < n; ++i) {
            const double t = rng.uniform(), angle = 4 * t + 2.094 * (i % 3) + 0.1 * rng.normal();
            out[static_cast<std::size_t>(2 * i)] = static_cast<Real>(2 * t * std::cos(angle));
            out[static_cast<std::size_t>(2 * i + 1)] = static_cast<Real>(2 * t * std::sin(angle));
            labels.push_back(i % 3);
        }
        theta = layout.initial(rng);
    }
    Var loss(const Var& at) const { return nn::cross_entropy(network(at, x), std::span<const int>(labels)); }
    void train(int steps) {
        nn::Adam adam({.learning_rate = 1e-2});
        ad::Tape tape;
        for (int i = 0; i < steps; ++i) {
            tape.rewind(0);
            const Var at = tape.variable(theta);
            theta = adam.descend(theta, ad::grad(loss(at), at));
        }
    }
    double accuracy() const {
        const Tensor logits = network(theta, x).value();
        int right = 0;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            const Real* row = logits.data() + 3 * i;
            right += std::max_element(row, row + 3) - row == labels[i];
        }
        return right / static_cast<double>(labels.size());
    }
};

}  // namespace

Result hessian(const Options& options) {
    const int iterations = options.quick ? 40 : 120, starts = options.quick ? 2 : 8;
    Result result{.table = {.columns = {"matrix", "ritz_value", "weight"}}};
    const auto panel = [](const std::string& title) {
        return Panel{.title = title,
                     .x_label = "share of the eigenvalues, the largest first",
                     .y_label = "|λ| / largest |λ|",
                     .log_y = true,
                     .y_range = {none, 1.5}};
    };
    Panel of_classifier = panel("a classifier's cross-entropy"), of_policy = panel("a policy's KL and surrogate");
    const auto show = [&](Panel& panel, const std::string& name, const Var& y, const Var& at) {
        const Var g = ad::recorded_grad(y, at);  // once; a product is then one sweep forwards
        const Spectrum s = spectrum([&](const Tensor& v) { return ad::jvp(g, at, v); },
                                    static_cast<int>(at.value().size()), iterations, starts);
        add_curves(panel, name, s, result.table);
        result.figures["flat " + name] = s.share_within(0.01 * s.largest());
        result.figures["none " + name] = s.share_within(none * s.largest());
        result.figures["positive " + name] = s.share_of_sign(1),
                                     result.figures["negative " + name] = s.share_of_sign(-1);
        result.figures["largest " + name] = s.largest();
        result.figures["parameters " + name] = static_cast<double>(at.value().size());
        return s.largest();
    };

    Classifier classifier;
    {
        ad::Tape tape;
        const Var at = tape.variable(classifier.theta);
        show(of_classifier, "classifier, before training", classifier.loss(at), at);
    }
    classifier.train(options.quick ? 100 : 600);
    {
        ad::Tape tape;
        const Var at = tape.variable(classifier.theta);
        const double largest = show(of_classifier, "classifier, trained", classifier.loss(at), at);
        // The whole Hessian, to hold Lanczos against
        const Var g = ad::recorded_grad(classifier.loss(at), at);
        const auto exact =
            Dense(classifier.layout.size(), [&](const Tensor& v) { return ad::jvp(g, at, v); }).eigenvalues();
        result.figures["lanczos_error"] =
            std::abs(largest - std::max(std::abs(exact.front()), std::abs(exact.back()))) / largest;
        const auto flat =
            std::count_if(exact.begin(), exact.end(), [&](double v) { return std::abs(v) <= 0.01 * largest; });
        result.figures["flat_exact"] = static_cast<double>(flat) / static_cast<double>(exact.size());
    }
    result.figures["accuracy"] = classifier.accuracy();

    const Student s(
        {.hidden = {24, 24}, .iterations = options.quick ? 2 : 8, .batch_steps = options.quick ? 512 : 2048});
    {
        ad::Tape tape;
        const Var at = tape.variable(s.theta);
        show(of_policy, "policy, KL",
             mean(kl(rl::constant(s.policy(s.theta, s.batch.observations)), s.policy(at, s.batch.observations))), at);
    }
    {
        ad::Tape tape;
        const Var at = tape.variable(s.theta);
        const Var log_p = rl::log_prob(s.policy(at, s.batch.observations), s.batch.actions);
        const Tensor old = log_p.value();
        show(of_policy, "policy, surrogate", mean(exp(log_p - old) * s.batch.advantages), at);
    }
    result.figure = {
        fmt::format(
            "Spectra of Hessians by {} Lanczos iterations from {} random vectors (spirals; CartPole-v1; seed 0)",
            iterations, starts),
        {of_classifier, of_policy}};
    const auto& f = result.figures;
    result.words = {
        fmt::format("Of the eigenvalues of a trained classifier's Hessian {:.0f} % are smaller than a hundredth of the "
                    "largest, of a policy's KL "
                    "{:.0f} %: a few steep directions, and flat ones.",
                    100 * f.at("flat classifier, trained"), 100 * f.at("flat policy, KL")),
        fmt::format(
            "The KL has no negative curvature ({:.1f} % of its eigenvalues), as a minimum has none; {:.0f} % are "
            "less than 1e-8 of the largest, 0 but for rounding, and not drawn.",
            100 * f.at("negative policy, KL"), 100 * f.at("none policy, KL")),
        fmt::format(
            "The surrogate has both signs: {:.1f} % of its eigenvalues are positive and {:.1f} % negative, beyond "
            "a thousandth of the largest. It is maximised, and the positive ones leave a quadratic model of it "
            "without a maximum.",
            100 * f.at("positive policy, surrogate"), 100 * f.at("negative policy, surrogate")),
        fmt::format("Lanczos' largest eigenvalue differs from the exact one by {} of it; its estimate of the flat "
                    "share, {:.1f} %, from the "
                    "exact {:.1f} %.",
                    number(f.at("lanczos_error")), 100 * f.at("flat classifier, trained"), 100 * f.at("flat_exact"))};
    return result;
}

}  // namespace surefoot::lab
