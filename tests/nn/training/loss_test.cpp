#include "nn/training/loss.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <vector>

#include "autodiff/check.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(loss)

BOOST_AUTO_TEST_CASE(mean_squared_error_by_hand) {
    BOOST_TEST(nn::mean_squared_error(Tensor::vector({1, 2}), Tensor::vector({3, 5})).value().item() == 6.5);
    BOOST_CHECK_THROW(nn::mean_squared_error(Tensor::vector({1, 2}), Tensor::zeros({2, 1})), ad::ShapeError);
}

BOOST_AUTO_TEST_CASE(cross_entropy_by_hand_and_its_gradient_is_softmax_minus_one_hot) {
    const Tensor logits = Tensor::of({2, 3}, {1, 2, 3, 0, 0, 0});
    const double first = std::log(std::exp(1) + std::exp(2) + std::exp(3)) - 3, second = std::log(3.0);
    BOOST_TEST(std::abs(nn::cross_entropy(logits, ad::Index({2, 1})).value().item() - (first + second) / 2) <=
               8 * double{std::numeric_limits<Real>::epsilon()});
    ad::Tape tape;
    const ad::Var x = tape.variable(logits);
    const Tensor g = ad::grad(nn::cross_entropy(x, ad::Index({2, 1})), x);
    const Tensor p = ad::softmax(logits, 1).value();
    for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 3; ++j) {
            const double expected = (p.at(i, j) - (j == (i == 0 ? 2 : 1) ? 1 : 0)) / 2;
            BOOST_TEST(std::abs(g.at(i, j) - expected) <= 8 * double{std::numeric_limits<Real>::epsilon()});
        }
}

namespace {

const Tensor logits = Tensor::of({2, 3}, {1, Real(-0.5), Real(0.3), 2, Real(0.1), -1});
const Tensor targets = Tensor::of({2, 3}, {0, 1, Real(0.25), 1, 0, Real(0.5)});
const ad::Index labels{2, 0};

using Loss = std::function<ad::Var(const ad::Var&)>;

void expect(const Loss& loss, double value, const std::vector<double>& gradient) {
    const double close = 32 * double{std::numeric_limits<Real>::epsilon()};
    ad::Tape tape;
    const ad::Var x = tape.variable(logits), y = loss(x);
    const Tensor g = ad::grad(y, x);
    BOOST_TEST(std::abs(double{y.value().item()} - value) <= close);
    for (int i = 0; i < 6; ++i) BOOST_TEST(std::abs(double{g[i]} - gradient[static_cast<std::size_t>(i)]) <= close);
}

}  // namespace

// PyTorch 1.13 in float64: torch.nn.functional's cross_entropy, binary_cross_entropy_with_logits, huber_loss and mse_loss of
// these inputs, and torch.autograd.grad of them by the first.
BOOST_AUTO_TEST_CASE(values_and_gradients_are_those_of_pytorch) {
    expect([](const ad::Var& x) { return nn::cross_entropy(x, labels); }, 0.7119716673939049,
           {0.29074577189328077, 0.0648741506450266, -0.3556199225383073, -0.08310949356108183, 0.06235373741509404,
            0.020755756145987844});
    expect([](const ad::Var& x) { return nn::cross_entropy(x, labels, 0.1); }, 0.7953050007272383,
           {0.2740791052266141, 0.04820748397835993, -0.322286589204974, -0.0497761602277485, 0.04568707074842737,
            0.004089089479321177});
    expect([](const ad::Var& x) { return nn::binary_cross_entropy(x, targets); }, 0.7918800458002703,
           {0.12184309643833414, -0.10374322186697577, 0.054073752801943174, -0.01986715367035295, 0.08749653124649,
            -0.038509763105000816});
    expect([](const ad::Var& x) { return nn::mean_huber_error(x, targets); }, 0.5010416666666667,
           {1 / 6.0, -1 / 6.0, 0.05 / 6, 1 / 6.0, 0.1 / 6, -1 / 6.0});
    expect([](const ad::Var& x) { return nn::mean_huber_error(x, targets, 0.6); }, 0.38104166666666667,
           {0.1, -0.1, 0.05 / 6, 0.1, 0.1 / 6, -0.1});
    expect([](const ad::Var& x) { return nn::mean_squared_error(x, targets); }, 1.0854166666666667,
           {2 / 6.0, -0.5, 0.1 / 6, 2 / 6.0, 0.2 / 6, -0.5});
}

BOOST_AUTO_TEST_CASE(losses_pass_the_four_checks) {
    const auto check = [](const char* name, const ad::Function& loss, const std::vector<Tensor>& at) {
        const ad::CheckReport report = ad::check(loss, at);
        BOOST_TEST(bool(report), name << ": " << report.failure);
    };
    using In = std::span<const ad::Var>;
    check("cross entropy", [](In in) { return nn::cross_entropy(in[0], labels); }, {logits});
    check("smoothed", [](In in) { return nn::cross_entropy(in[0], labels, 0.1); }, {logits});
    check("squares", [](In in) { return nn::mean_squared_error(in[0], in[1]); }, {logits, targets});
    check("binary", [](In in) { return nn::binary_cross_entropy(in[0], in[1]); }, {logits, targets});
    check("Huber", [](In in) { return nn::mean_huber_error(in[0], in[1], 0.6); }, {logits, targets});
}

// At |d| = δ: the value ½ δ², the slope ±δ, and by convention the curvature 1 of the inside.
BOOST_AUTO_TEST_CASE(huber_joins_without_a_kink) {
    ad::Tape tape;
    const ad::Var d = tape.variable(Tensor::vector({-2, 2, Real(2.5), Real(0.5), -7}));
    const ad::Var h = nn::huber_error(d, Tensor::zeros({5}), 2);
    BOOST_TEST(same_bits(h.value(), Tensor::vector({2, 2, 3, Real(0.125), 12})));
    const ad::Var slope = ad::recorded_grad(sum(h), d);
    BOOST_TEST(same_bits(slope.value(), Tensor::vector({-2, 2, 2, Real(0.5), -2})));
    BOOST_TEST(same_bits(ad::grad(sum(slope), d), Tensor::vector({1, 1, 0, 1, 0})));
}

// −log σ(x) is e^−x where x is large, and x where −x is: neither is lost.
BOOST_AUTO_TEST_CASE(binary_cross_entropy_is_exact_for_large_logits) {
    const Tensor x = Tensor::vector({80, -80, 80, -80, 1000}), t = Tensor::vector({1, 0, 0, 1, 1});
    const Tensor loss = nn::binary_negative_log_likelihood(x, t).value();
    const double tiny = std::exp(-80.0), expected[] = {tiny, tiny, 80, 80, 0};
    for (int i = 0; i < 5; ++i) BOOST_TEST(std::abs(double{loss[i]} - expected[i]) <= 1e-5 * expected[i]);
}

BOOST_AUTO_TEST_CASE(what_is_no_loss_is_refused) {
    const Tensor row = Tensor::zeros({3});
    BOOST_CHECK_THROW(nn::binary_cross_entropy(logits, row), ad::ShapeError);
    BOOST_CHECK_THROW(nn::mean_huber_error(logits, row), ad::ShapeError);
    BOOST_CHECK_THROW(nn::mean_huber_error(logits, logits, 0), std::invalid_argument);
    for (const double smoothing : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()})
        BOOST_CHECK_THROW(nn::cross_entropy(logits, labels, smoothing), std::invalid_argument);
    BOOST_CHECK_THROW(nn::cross_entropy(logits, ad::Index({0, 3})), ad::ShapeError);
    // All of it spread evenly: the mean over the classes, whatever the label.
    BOOST_TEST(
        nn::cross_entropy(row.reshaped({1, 3}), ad::Index({1}), 1).value().item() == static_cast<Real>(std::log(3.0)),
        boost::test_tools::tolerance(Real(1e-6)));
}

BOOST_AUTO_TEST_SUITE_END()
