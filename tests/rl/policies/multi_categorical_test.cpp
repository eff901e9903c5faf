// Against Categorical, which each of its choices is, and against one Categorical over all combinations of the choices.
#include "rl/policies/multi_categorical.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "autodiff/arithmetic.hpp"
#include "autodiff/check.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "rl/policies/distribution.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;
using ad::Var;
using rl::Categorical;
using rl::MultiCategorical;

BOOST_AUTO_TEST_SUITE(multi_categorical)

namespace {

constexpr double epsilon = std::numeric_limits<Real>::epsilon();
constexpr Real inf = std::numeric_limits<Real>::infinity();
constexpr std::array n{3, 2};
const Tensor logits = Tensor::of({2, 5}, {Real(0.3), Real(-1.2), Real(0.8), 2, 1, 2, 0, Real(-0.5), Real(0.1), 1});
const Tensor other = Tensor::of({2, 5}, {Real(-0.1), Real(0.4), Real(0.2), 1, 2, 1, Real(0.7), Real(-0.9), 0, 0});

bool near(double a, double b, double scale = 1) { return std::abs(a - b) <= 64 * epsilon * scale; }

// log p(i, j) = log p(i) + log p(j) of one row: as logits of one choice among all six combinations.
Categorical combined(const Tensor& z) {
    std::vector<Real> all;
    for (int row = 0; row < 2; ++row)
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j < 2; ++j) all.push_back(z.at(row, i) + z.at(row, 3 + j));
    return Categorical(Var(Tensor::vector(all).reshaped({2, 6})));
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_is_one_choice_among_all_combinations) {
    const MultiCategorical pi(logits, n), rho(other, n);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 2; ++j) {
            const Tensor pair = Tensor::of({2, 2}, {Real(i), Real(j), Real(i), Real(j)});
            const Tensor one = Tensor::full({2, 1}, static_cast<Real>(2 * i + j));
            for (const int row : {0, 1})
                BOOST_TEST(near(pi.log_prob(pair).value()[row], combined(logits).log_prob(one).value()[row], 4));
        }
    for (const int row : {0, 1}) {
        BOOST_TEST(near(pi.entropy().value()[row], combined(logits).entropy().value()[row], 4));
        BOOST_TEST(near(kl(pi, rho).value()[row], kl(combined(logits), combined(other)).value()[row], 4));
    }
    BOOST_TEST((pi.entropy().shape() == ad::Shape{2} && kl(pi, pi).value()[1] == 0));
    BOOST_TEST(same_bits(pi.mode(), Tensor::of({2, 2}, {2, 0, 0, 1})));
}

BOOST_AUTO_TEST_CASE(of_one_choice_it_is_a_categorical) {
    const std::array one{5};
    const MultiCategorical pi(logits, one);
    const Categorical same{Var(logits)};
    BOOST_TEST(same_bits(pi.entropy().value(), same.entropy().value()));
    BOOST_TEST(same_bits(pi.mode(), same.mode()));
    nn::Rng a(1, "actions"), b = a;
    BOOST_TEST(same_bits(rl::sample(pi, a), rl::sample(same, b)));
}

BOOST_AUTO_TEST_CASE(everything_passes_the_four_checks) {
    const Tensor actions = Tensor::of({2, 2}, {2, 0, 0, 1});
    using In = std::span<const Var>;
    const std::vector<std::pair<const char*, ad::Function>> cases{
        {"log_prob", [&](In x) { return MultiCategorical(x[0], n).log_prob(actions); }},
        {"entropy", [](In x) { return MultiCategorical(x[0], n).entropy(); }},
        {"kl", [](In x) { return kl(MultiCategorical(x[0], n), MultiCategorical(x[1], n)); }}};
    for (const auto& [name, f] : cases) {
        // Float has too few digits for differences of derivatives.
        const ad::CheckReport report = ad::check(f, {logits, other}, {.second_order = sizeof(ad::Real) == 8});
        BOOST_TEST(bool(report), name << ": " << report.failure);
    }
}

// M v = E_a[ (∇ log π · v) ∇ log π ] exactly, over all combinations: nothing couples the choices, whose scores are
// independent and have the mean 0.
BOOST_AUTO_TEST_CASE(the_fisher_metric_is_the_outer_product_of_the_scores) {
    const Tensor v = Tensor::of({2, 5}, {Real(0.5), -1, 2, 1, Real(0.3), Real(-0.7), Real(0.2), 1, -2, Real(0.4)});
    const MultiCategorical tangents(v, n), pi(logits, n);
    std::vector<Tensor> parts;
    for (const Var& part : tangents.parameters()) parts.push_back(part.value());
    const auto Mv = pi.fisher_metric(parts);
    BOOST_TEST((Mv.size() == 2u && pi.parameters().size() == 2u));
    Tensor expected = Tensor::zeros({2, 5});
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 2; ++j) {
            ad::Tape tape;
            const Var z = tape.variable(logits);
            const Var log_p = MultiCategorical(z, n).log_prob(Tensor::of({2, 2}, {Real(i), Real(j), Real(i), Real(j)}));
            const Tensor score = ad::grad(sum(log_p), z), along = sum(score * v, 1).value();
            const Tensor weight = (exp(log_p.value()) * along).value();
            expected = expected + score * ad::expand(weight, 1, 5).value();
        }
    BOOST_TEST(ad::norm(ad::concatenate(Mv, 1) - expected) <= 64 * epsilon);
}

BOOST_AUTO_TEST_CASE(samples_come_with_the_probabilities_of_the_distribution) {
    nn::Rng rng(1, "actions");
    const int rows = 40'000;
    const MultiCategorical pi{ad::broadcast_to(logits.segment(0, {5}), {rows, 5}), n};
    const Tensor drawn = rl::sample(pi, rng);
    std::array<int, 6> counts{};
    for (int row = 0; row < rows; ++row) ++counts.at(static_cast<std::size_t>(2 * drawn.at(row, 0) + drawn.at(row, 1)));
    for (int a = 0; a < 6; ++a) {
        const double p =
            std::exp(double{combined(logits).log_prob(Tensor::full({2, 1}, static_cast<Real>(a))).value()[0]});
        BOOST_TEST(std::abs(counts[static_cast<std::size_t>(a)] / double{rows} - p) < 0.01);
    }
}

// A row is drawn from its own stream, as it would be alone, by one number for each choice.
BOOST_AUTO_TEST_CASE(each_row_is_drawn_from_its_stream) {
    std::vector<nn::Rng> streams{{1, "rows", 0}, {1, "rows", 1}};
    const Tensor all = rl::sample(MultiCategorical(logits, n),
                                  [&](int row) -> nn::Rng& { return streams[static_cast<std::size_t>(row)]; });
    for (int i = 0; i < 2; ++i) {
        nn::Rng own(1, "rows", static_cast<std::uint32_t>(i));
        BOOST_TEST(same_bits(rl::sample(MultiCategorical(logits.rows(i, i + 1), n), own), all.rows(i, i + 1)));
        BOOST_TEST(own.position() == streams[static_cast<std::size_t>(i)].position());
        BOOST_TEST(own.position() == 2u);
    }
}

BOOST_AUTO_TEST_CASE(off_the_tape_it_is_the_same) {
    ad::Tape tape;
    const MultiCategorical pi(tape.variable(logits), n), same = pi.constant();
    BOOST_TEST(same_bits(same.entropy().value(), pi.entropy().value()));
    BOOST_TEST(same.parameters().size() == 2u);
    for (const Var& part : same.parameters()) BOOST_TEST(part.is_constant());
}

BOOST_AUTO_TEST_CASE(what_is_masked_is_never_done) {
    const Tensor mask = Tensor::of({2, 5}, {1, 1, 0, 0, 1, 0, 1, 1, 1, 1});
    const MultiCategorical pi = MultiCategorical(logits, n).masked(mask);
    const double p = 1 / (1 + std::exp(-1.5));  // of 0.3 and −1.2
    BOOST_TEST(near(pi.log_prob(Tensor::of({2, 2}, {0, 1, 1, 0})).value()[0], std::log(p), 4));
    BOOST_TEST(pi.log_prob(Tensor::of({2, 2}, {2, 1, 1, 0})).value()[0] == -inf);
    BOOST_TEST(pi.log_prob(Tensor::of({2, 2}, {0, 0, 1, 0})).value()[0] == -inf);
    BOOST_TEST(same_bits(pi.mode(), Tensor::of({2, 2}, {0, 1, 1, 1})));
    BOOST_TEST(near(pi.entropy().value()[0], -p * std::log(p) - (1 - p) * std::log1p(-p)));
    BOOST_TEST(kl(pi, pi).value()[0] == 0);
    BOOST_TEST(std::isfinite(kl(pi, MultiCategorical(other, n).masked(mask)).value()[0]));
    nn::Rng rng(1, "actions");
    for (int i = 0; i < 1000; ++i) {
        const Tensor a = rl::sample(pi, rng);
        BOOST_TEST_REQUIRE((a.at(0, 0) < 2 && a.at(0, 1) == 1 && a.at(1, 0) > 0));
    }
    const rl::Distribution through = rl::masked(rl::Distribution(MultiCategorical(logits, n)), mask);
    BOOST_TEST(same_bits(rl::entropy(through).value(), pi.entropy().value()));
    BOOST_CHECK_THROW(MultiCategorical(logits, n).masked(Tensor::full({2, 6}, 1)), ad::ShapeError);
    BOOST_CHECK_THROW(MultiCategorical(logits, n).masked(Tensor::full({2, 4}, 1)), ad::ShapeError);
    BOOST_CHECK_THROW(MultiCategorical(logits, n).masked(Tensor::of({2, 5}, {1, 1, 1, 1, 1, 1, 1, 1, 0, 0})),
                      std::runtime_error);
}

BOOST_AUTO_TEST_CASE(what_is_no_distribution_and_no_action_is_refused) {
    const MultiCategorical pi(logits, n);
    for (const Tensor& bad : {Tensor::of({2, 2}, {0, 2, 0, 0}), Tensor::of({2, 2}, {3, 0, 0, 0}), Tensor::zeros({2, 1}),
                              Tensor::zeros({2, 3}), Tensor::zeros({1, 2}), Tensor::zeros({2})})
        BOOST_CHECK_THROW(pi.log_prob(bad), ad::ShapeError);
    const std::array more{3, 3};
    BOOST_CHECK_THROW(MultiCategorical(logits, more), ad::ShapeError);
    BOOST_CHECK_THROW(MultiCategorical(logits, {}), ad::ShapeError);
    BOOST_CHECK_THROW(MultiCategorical(Tensor::zeros({2, 0}), {}), ad::ShapeError);
    const std::array one{5};
    BOOST_CHECK_THROW(kl(pi, MultiCategorical(logits, one)), ad::ShapeError);
    BOOST_CHECK_THROW(kl(rl::Distribution(pi), rl::Distribution(Categorical(Var(logits)))), std::invalid_argument);
    Tensor broken = Tensor::of({1, 5}, {0, 0, 0, 0, std::numeric_limits<Real>::quiet_NaN()});
    BOOST_CHECK_THROW(rl::expect_proper(MultiCategorical(broken, n)), std::runtime_error);
    BOOST_CHECK_NO_THROW(rl::expect_proper(pi));
}

BOOST_AUTO_TEST_SUITE_END()
