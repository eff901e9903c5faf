// Both kinds of distributions: values by hand, derivatives by the four checks, and the Fisher metric against the exact
// expectation of the scores' outer product and against the Hessian of the KL.
#include "rl/policies/distribution.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>
#include <span>
#include <stdexcept>
#include <vector>

#include "autodiff/arithmetic.hpp"
#include "autodiff/check.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;
using ad::Var;
using rl::Categorical;
using rl::DiagonalGaussian;

BOOST_AUTO_TEST_SUITE(distribution)

namespace {

constexpr double epsilon = std::numeric_limits<Real>::epsilon();
const Tensor logits = Tensor::of({2, 3}, {Real(0.3), Real(-1.2), Real(0.8), 2, 0, Real(-0.5)});
const Tensor other_logits = Tensor::of({2, 3}, {Real(-0.1), Real(0.4), Real(0.2), 1, Real(0.7), Real(-0.9)});
const Tensor mean = Tensor::of({2, 2}, {Real(0.5), -1, 2, Real(0.1)});
const Tensor log_std = Tensor::of({2, 2}, {Real(-0.3), Real(0.4), Real(-0.3), Real(0.4)});
const Tensor other_mean = Tensor::of({2, 2}, {Real(0.7), Real(-0.6), Real(1.1), Real(0.3)});
const Tensor other_log_std = Tensor::of({2, 2}, {Real(0.1), Real(-0.2), Real(0.1), Real(-0.2)});

bool near(double a, double b, double scale = 1) { return std::abs(a - b) <= 64 * epsilon * scale; }

// Three-point Gauss-Hermite: exact for polynomials up to degree 5, so for products of two scores of a Gaussian (degree 4).
const double nodes[] = {-std::numbers::sqrt3, 0, std::numbers::sqrt3};
const double weights[] = {1.0 / 6, 2.0 / 3, 1.0 / 6};

}  // namespace

BOOST_AUTO_TEST_CASE(categorical_by_hand) {
    const Categorical pi{Var(logits)};
    const double z = std::exp(0.3) + std::exp(-1.2) + std::exp(0.8);
    const double p[] = {std::exp(0.3) / z, std::exp(-1.2) / z, std::exp(0.8) / z};
    const Tensor log_p = pi.log_prob(Tensor::of({2, 1}, {2, 0})).value();
    BOOST_TEST(near(log_p[0], std::log(p[2])));
    double h = 0;
    for (const double q : p) h -= q * std::log(q);
    BOOST_TEST(near(pi.entropy().value()[0], h));
    BOOST_TEST(same_bits(pi.mode(), Tensor::of({2, 1}, {2, 0})));

    const Categorical other{Var(other_logits)};
    const double y = std::exp(-0.1) + std::exp(0.4) + std::exp(0.2);
    const double q[] = {std::exp(-0.1) / y, std::exp(0.4) / y, std::exp(0.2) / y};
    double divergence = 0;
    for (int i = 0; i < 3; ++i) divergence += p[i] * std::log(p[i] / q[i]);
    BOOST_TEST(near(kl(pi, other).value()[0], divergence));
    BOOST_TEST(kl(pi, pi).value()[0] == 0);
    for (const Real bad : {Real(3), Real(-1), Real(0.5), Real(-0.5), std::numeric_limits<Real>::quiet_NaN()})
        BOOST_CHECK_THROW(pi.log_prob(Tensor::of({2, 1}, {0, bad})), ad::ShapeError);
    BOOST_CHECK_THROW(pi.log_prob(Tensor::of({2}, {0, 1})), ad::ShapeError);
}

BOOST_AUTO_TEST_CASE(gaussian_by_hand) {
    const DiagonalGaussian pi{mean, log_std};
    const Tensor action = Tensor::of({2, 2}, {1, 0, 0, 0});
    double expected = 0, h = 0, divergence = 0;
    for (int i = 0; i < 2; ++i) {
        const double m = mean[i], s = std::exp(double{log_std[i]}), a = action[i];
        expected += -(a - m) * (a - m) / (2 * s * s) - std::log(s * std::sqrt(2 * std::numbers::pi));
        h += 0.5 * std::log(2 * std::numbers::pi * std::numbers::e * s * s);
        const double n = other_mean[i], t = std::exp(double{other_log_std[i]});
        divergence += std::log(t / s) + (s * s + (m - n) * (m - n)) / (2 * t * t) - 0.5;
    }
    BOOST_TEST(near(pi.log_prob(action).value()[0], expected, 4));
    BOOST_TEST(near(pi.entropy().value()[0], h, 4));
    BOOST_TEST(near(kl(pi, DiagonalGaussian{other_mean, other_log_std}).value()[0], divergence, 4));
    BOOST_TEST(kl(pi, pi).value()[0] == 0);
    BOOST_TEST(same_bits(pi.mode(), mean));
    BOOST_CHECK_THROW(DiagonalGaussian(mean, Tensor::zeros({2})), ad::ShapeError);
}

// kl(old, new) is Σ p_old …: it is not symmetric, and the order of the arguments decides.
BOOST_AUTO_TEST_CASE(the_kl_weighs_with_the_old_policy) {
    const Categorical sure{Var(Tensor::of({1, 2}, {10, -10}))}, unsure{Var(Tensor::of({1, 2}, {0, 0}))};
    BOOST_TEST(std::abs(kl(sure, unsure).value()[0] - std::numbers::ln2) < 1e-6);
    BOOST_TEST(kl(unsure, sure).value()[0] > 9);
}

BOOST_AUTO_TEST_CASE(everything_passes_the_four_checks) {
    const Tensor actions = Tensor::of({2, 1}, {2, 0}), continuous = Tensor::of({2, 2}, {1, 0, 0, 0});
    using In = std::span<const Var>;
    const std::vector<std::pair<const char*, ad::Function>> categorical{
        {"log_prob", [&](In x) { return Categorical(x[0]).log_prob(actions); }},
        {"entropy", [](In x) { return Categorical(x[0]).entropy(); }},
        {"kl", [](In x) { return kl(Categorical(x[0]), Categorical(x[1])); }}};
    for (const auto& [name, f] : categorical) {
        const ad::CheckReport report = ad::check(f, {logits, other_logits});
        BOOST_TEST(bool(report), "categorical " << name << ": " << report.failure);
    }
    const std::vector<std::pair<const char*, ad::Function>> gaussian{
        {"log_prob", [&](In x) { return DiagonalGaussian(x[0], x[1]).log_prob(continuous); }},
        {"entropy", [](In x) { return DiagonalGaussian(x[0], x[1]).entropy(); }},
        {"kl", [](In x) { return kl(DiagonalGaussian(x[0], x[1]), DiagonalGaussian(x[2], x[3])); }}};
    for (const auto& [name, f] : gaussian) {
        const ad::CheckReport report = ad::check(f, {mean, log_std, other_mean, other_log_std});
        BOOST_TEST(bool(report), "gaussian " << name << ": " << report.failure);
    }
}

// M v = E_a[ (∇ log π · v) ∇ log π ], the expectation taken exactly: over all actions.
BOOST_AUTO_TEST_CASE(fisher_metric_of_a_categorical_is_the_outer_product_of_its_scores) {
    const Tensor v = Tensor::of({2, 3}, {Real(0.5), -1, 2, 1, Real(0.3), Real(-0.7)});
    const Tensor Mv = Categorical(Var(logits)).fisher_metric(std::span(&v, 1))[0];
    Tensor expected = Tensor::zeros({2, 3});
    for (int a = 0; a < 3; ++a) {
        ad::Tape tape;
        const Var z = tape.variable(logits);
        const Var log_p = Categorical(z).log_prob(Tensor::full({2, 1}, static_cast<Real>(a)));
        const Tensor score = ad::grad(sum(log_p), z), along = sum(score * v, 1).value();
        const Tensor weight = (exp(log_p.value()) * along).value();
        expected = expected + score * ad::expand(weight, 1, 3).value();
    }
    BOOST_TEST(ad::norm(Mv - expected) <= 64 * epsilon);
}

// The same for a Gaussian, by three-point Gauss-Hermite quadrature over each component.
BOOST_AUTO_TEST_CASE(fisher_metric_of_a_gaussian_is_the_outer_product_of_its_scores) {
    const Tensor v[] = {Tensor::of({2, 2}, {1, Real(-0.5), Real(0.2), 3}),
                        Tensor::of({2, 2}, {Real(0.4), 1, -1, Real(0.6)})};
    const auto Mv = DiagonalGaussian(mean, log_std).fisher_metric(v);
    Tensor expected[] = {Tensor::zeros({2, 2}), Tensor::zeros({2, 2})};
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) {
            const Tensor z = Tensor::of({2, 2}, {Real(nodes[i]), Real(nodes[j]), Real(nodes[i]), Real(nodes[j])});
            const Tensor action = (mean + z * exp(log_std).value());
            ad::Tape tape;
            const Var m = tape.variable(mean), s = tape.variable(log_std);
            const Var log_p = sum(DiagonalGaussian(m, s).log_prob(action));
            const Tensor g_m = ad::grad(log_p, m), g_s = ad::grad(log_p, s);
            const Tensor along = sum(g_m * v[0] + g_s * v[1], 1).value();
            const Tensor weight = ad::expand(static_cast<Real>(weights[i] * weights[j]) * along, 1, 2).value();
            expected[0] = expected[0] + g_m * weight;
            expected[1] = expected[1] + g_s * weight;
        }
    BOOST_TEST(ad::norm(Mv[0] - expected[0]) <= 256 * epsilon);
    BOOST_TEST(ad::norm(Mv[1] - expected[1]) <= 256 * epsilon);
}

BOOST_AUTO_TEST_CASE(samples_come_with_the_probabilities_of_the_distribution) {
    nn::Rng rng(1, "actions");
    const int n = 40'000;
    const Categorical pi{ad::broadcast_to(Tensor::vector({0, 1, -1}), {n, 3})};
    std::vector<int> counts(3);
    const Tensor chosen = rl::sample(pi, rng);
    for (const Real a : chosen.values()) ++counts.at(static_cast<std::size_t>(a));
    const double z = 1 + std::numbers::e + 1 / std::numbers::e;
    BOOST_TEST(std::abs(counts[0] / double{n} - 1 / z) < 0.01);
    BOOST_TEST(std::abs(counts[1] / double{n} - std::numbers::e / z) < 0.01);

    const DiagonalGaussian gaussian{Tensor::full({n, 1}, 3), Tensor::full({n, 1}, static_cast<Real>(std::log(0.5)))};
    double total = 0, squares = 0;
    const Tensor drawn = rl::sample(gaussian, rng);
    for (const Real a : drawn.values()) total += a, squares += (a - 3) * (a - 3);
    BOOST_TEST(std::abs(total / n - 3) < 0.01);
    BOOST_TEST(std::abs(squares / n - 0.25) < 0.01);
}

// A policy that is about to become deterministic: logits far apart give finite numbers everywhere.
BOOST_AUTO_TEST_CASE(nearly_deterministic_distributions_stay_finite) {
    const Categorical pi{Var(Tensor::of({1, 2}, {2000, -2000}))}, reversed{Var(Tensor::of({1, 2}, {-2000, 2000}))};
    BOOST_TEST(kl(pi, pi).value()[0] == 0);
    BOOST_TEST(pi.entropy().value()[0] == 0);
    BOOST_TEST(std::isfinite(kl(pi, reversed).value()[0]));
    nn::Rng rng(1, "actions");
    BOOST_TEST(rl::sample(pi, rng)[0] == 0);
}

// Nearly equal policies, whose KL is far below the terms that its textbook formula adds up. Against arithmetic in long double
// on the same parameters.
BOOST_AUTO_TEST_CASE(the_kl_of_nearly_equal_policies_keeps_its_digits) {
    for (const double apart : {1e-1, 1e-2, 1e-3, 2e-4}) {  // KLs from 1e-3 down to 1e-8
        const auto d = static_cast<Real>(apart);
        const Tensor a = Tensor::of({1, 3}, {Real(0.3), Real(-1.2), Real(7)});
        const Tensor b = Tensor::of({1, 3}, {Real(0.3) + d, Real(-1.2) - d, Real(7)});
        long double sum_a = 0, sum_b = 0, exact = 0;
        for (int i = 0; i < 3; ++i) sum_a += std::exp((long double)(a[i])), sum_b += std::exp((long double)(b[i]));
        for (int i = 0; i < 3; ++i) {
            const long double log_p = a[i] - std::log(sum_a), log_q = b[i] - std::log(sum_b);
            exact += std::exp(log_p) * (log_p - log_q);
        }
        const double got = kl(Categorical(Var(a)), Categorical(Var(b))).value()[0];
        const double room = sizeof(Real) == 8 ? 1e-8 : 1e-5;
        BOOST_TEST(std::abs(got / double(exact) - 1) < room, "categorical, " << apart << ": " << got);

        const Tensor m = Tensor::of({1, 1}, {Real(0.5)}), s = Tensor::of({1, 1}, {Real(-0.3)});
        const Tensor n = Tensor::of({1, 1}, {Real(0.5) + d}), t = Tensor::of({1, 1}, {Real(-0.3) - d});
        const long double w = (long double)(t[0]) - (long double)(s[0]),
                          shift = (long double)(n[0]) - (long double)(m[0]);
        const long double widened = 4 * w * w / 2 - 8 * w * w * w / 6 + 16 * w * w * w * w / 24 -
                                    32 * std::pow(w, 5) / 120 + 64 * std::pow(w, 6) / 720 -
                                    128 * std::pow(w, 7) / 5040 + std::pow(2 * w, 8) / 40320;
        const long double gaussian = 0.5L * (widened + shift * shift * std::exp(-2 * (long double)(t[0])));
        const double found = kl(DiagonalGaussian(m, s), DiagonalGaussian(n, t)).value()[0];
        BOOST_TEST(std::abs(found / double(gaussian) - 1) < (sizeof(Real) == 8 ? 1e-9 : 1e-5),
                   "gaussian, " << apart << ": " << found);
    }
}

// Nor do they lose them beside a row that is far apart, or has an impossible action: each row is what it is alone.
BOOST_AUTO_TEST_CASE(the_kl_of_a_row_does_not_depend_on_the_others) {
    constexpr Real inf = std::numeric_limits<Real>::infinity();
    const Real d = sizeof(Real) == 8 ? 1e-6 : 1e-3;
    const std::vector<std::array<Real, 6>> rows{{0.3, -1, 0.7, Real(0.3) + d, -1, 0.7},  // nearly equal
                                                {-inf, 0.5, 0, -inf, Real(0.5) + d, 0},  // and masked alike
                                                {0, 200, 0, 0, 0, 200},                  // far apart
                                                {-inf, 1, 2, 0, 1, 2},                   // new can take what old cannot
                                                {0, 1, 2, -inf, 1, 2},                   // and the other way round
                                                {-900, 1, 2, -inf, 1, 2}};               // what old all but never takes
    std::vector<Real> p, q;
    for (const auto& row : rows) p.insert(p.end(), &row[0], &row[3]), q.insert(q.end(), &row[3], &row[3] + 3);
    const int n = static_cast<int>(rows.size());
    const Tensor all =
        kl(Categorical(Var(Tensor::vector(p).reshaped({n, 3}))), Categorical(Var(Tensor::vector(q).reshaped({n, 3}))))
            .value();
    for (int i = 0; i < n; ++i) {
        const auto k = static_cast<std::size_t>(3 * i);
        const Tensor alone = kl(Categorical(Var(Tensor::vector(std::span(p).subspan(k, 3)).reshaped({1, 3}))),
                                Categorical(Var(Tensor::vector(std::span(q).subspan(k, 3)).reshaped({1, 3}))))
                                 .value();
        BOOST_TEST(all[i] == alone[0], "row " << i << ": " << all[i] << " and alone " << alone[0]);
    }
    const double pq = 1 / (2 + std::exp(-0.5) + std::exp(0.5));  // of the masked row: KL = p (1 − p) d² / 2
    BOOST_TEST(std::abs(all[1] / (pq * double{d} * double{d} / 2) - 1) < 1e-3);
    BOOST_TEST(near(all[3], std::log1p(std::exp(-1.0) / (1 + std::exp(1.0)))));
    BOOST_TEST(all[4] == double{inf});
    BOOST_TEST(all[5] == 0);
}

// An action of probability 0, by a logit of −∞ or by logits so far apart that e^ of them vanishes: 0 log 0 is 0.
BOOST_AUTO_TEST_CASE(an_impossible_action_is_never_taken_and_leaves_everything_finite) {
    constexpr Real inf = std::numeric_limits<Real>::infinity(), huge = std::numeric_limits<Real>::max();
    const Tensor masked = Tensor::of({1, 3}, {-inf, Real(0.5), 0}), other = Tensor::of({1, 3}, {-inf, 0, 0});
    const Categorical pi{Var(masked)}, rho{Var(other)}, whole{Var(Tensor::zeros({1, 3}))};
    const double p = 1 / (1 + std::exp(-0.5));
    BOOST_TEST(near(pi.entropy().value()[0], -p * std::log(p) - (1 - p) * std::log1p(-p)));
    BOOST_TEST(near(rho.entropy().value()[0], std::numbers::ln2));
    BOOST_TEST(near(kl(rho, whole).value()[0], std::log(1.5)));
    BOOST_TEST(near(kl(pi, rho).value()[0], p * std::log(2 * p) + (1 - p) * std::log(2 * (1 - p))));
    BOOST_TEST(kl(pi, pi).value()[0] == 0);
    BOOST_TEST(kl(whole, pi).value()[0] == double{inf});  // old takes what new cannot
    const Categorical far{Var(Tensor::of({1, 2}, {huge, -huge}))};
    BOOST_TEST(far.entropy().value()[0] == 0);
    BOOST_TEST(kl(far, far).value()[0] == 0);

    ad::Tape tape;
    const Var z = tape.variable(masked);
    for (const Var& y : {Categorical(z).entropy(), kl(rho, Categorical(z)), kl(Categorical(z), rho),
                         Categorical(z).log_prob(Tensor::of({1, 1}, {1}))}) {
        const Tensor g = ad::grad(ad::sum(y), z), Hv = ad::hvp(ad::sum(y), z, Tensor::of({1, 3}, {1, 2, 3}));
        BOOST_TEST((ad::all_finite(g) && ad::all_finite(Hv)));
        BOOST_TEST(g[0] == 0);
    }
    const Tensor v = Tensor::of({1, 3}, {1, 2, 3});
    BOOST_TEST(pi.fisher_metric(std::span(&v, 1))[0][0] == 0);

    nn::Rng rng(1, "actions");
    const Categorical last{ad::broadcast_to(Tensor::vector({0, 1, -inf}), {20'000, 3})};
    const Tensor drawn = rl::sample(last, rng);
    for (const Real a : drawn.values()) BOOST_TEST_REQUIRE(a < 2);
}

BOOST_AUTO_TEST_CASE(what_is_no_distribution_is_refused) {
    constexpr Real inf = std::numeric_limits<Real>::infinity(), nan = std::numeric_limits<Real>::quiet_NaN();
    const auto categorical = [](Real a, Real b) { return Categorical(Var(Tensor::of({1, 2}, {a, b}))); };
    BOOST_CHECK_NO_THROW(rl::expect_proper(categorical(-inf, 0)));
    for (const auto& [a, b] : {std::pair(nan, Real{0}), {inf, Real{0}}, {-inf, -inf}})
        BOOST_CHECK_THROW(rl::expect_proper(categorical(a, b)), std::runtime_error);
    const auto gaussian = [](Real m, Real s) {
        return DiagonalGaussian(Tensor::full({1, 1}, m), Tensor::full({1, 1}, s));
    };
    BOOST_CHECK_NO_THROW(rl::expect_proper(gaussian(1e6, -20)));
    for (const auto& [m, s] :
         {std::pair(nan, Real{0}), {inf, Real{0}}, {Real{0}, nan}, {Real{0}, Real{1000}}, {Real{0}, Real{-1000}}})
        BOOST_CHECK_THROW(rl::expect_proper(gaussian(m, s)), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(two_kinds_have_no_divergence) {
    const rl::Distribution a = Categorical(Var(logits)), b = DiagonalGaussian(mean, log_std);
    BOOST_CHECK_THROW(kl(a, b), std::invalid_argument);
    BOOST_TEST(same_bits(rl::mode(b), mean));
}

// A row is drawn from its own stream, as it would be alone.
BOOST_AUTO_TEST_CASE(each_row_is_drawn_from_its_stream) {
    const Tensor logits = Tensor::of({4, 3}, {0, 1, 2, 2, 1, 0, 0, 0, 0, 1, 0, 1}), log_std = Tensor::zeros({4, 3});
    for (const rl::Distribution& pi :
         {rl::Distribution(rl::Categorical(logits)), rl::Distribution(rl::DiagonalGaussian(logits, log_std))}) {
        std::vector<nn::Rng> streams;
        for (std::uint32_t i = 0; i < 4; ++i) streams.emplace_back(1, "rows", i);
        const Tensor all = rl::sample(pi, [&](int row) -> nn::Rng& { return streams[static_cast<std::size_t>(row)]; });
        for (int i = 0; i < 4; ++i) {
            nn::Rng own(1, "rows", static_cast<std::uint32_t>(i));
            const Tensor row = logits.rows(i, i + 1);
            const rl::Distribution alone = std::holds_alternative<rl::Categorical>(pi)
                                               ? rl::Distribution(rl::Categorical(row))
                                               : rl::Distribution(rl::DiagonalGaussian(row, Tensor::zeros({1, 3})));
            BOOST_TEST(same_bits(rl::sample(alone, own), all.rows(i, i + 1)));
            BOOST_TEST(own.position() == streams[static_cast<std::size_t>(i)].position());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
