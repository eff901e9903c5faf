#include "nn/parallel/expectation.hpp"

#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "nn/layers/mlp.hpp"
#include "nn/parallel/workers.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(expectation)

namespace {

constexpr double epsilon = std::numeric_limits<Real>::epsilon();

// A network on a batch large enough for several shards.
struct Fixture {
    nn::Layout layout;
    nn::Mlp network{layout, "net", {.in = 3, .out = 2, .hidden = {8}}};
    nn::Rng rng{1, "test"};
    int n = 1500;
    Tensor x = Tensor::uninitialized({n, 3}), theta;

    Fixture() {
        for (Real& v : x.write()) v = static_cast<Real>(rng.normal());
        theta = layout.initial(rng);
    }
    Var square_length(const Var& at, const Tensor& rows) const { return sum(square(network(at, rows)), 1); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_mean_and_its_gradient_are_those_of_the_whole_batch, Fixture) {
    const nn::Expectation f(n, [&](const Var& at, const nn::Shard& shard) { return square_length(at, shard.of(x)); });
    ad::Tape tape;
    const Var at = tape.variable(theta), whole = mean(square_length(at, x));
    BOOST_TEST(std::abs(f.value(theta) - whole.value().item()) <= 100 * epsilon * std::abs(f.value(theta)));
    const Tensor g = ad::grad(whole, at);
    BOOST_TEST(ad::norm(f.grad(theta) - g) <= 1000 * epsilon * ad::norm(g));
    BOOST_TEST(same_bits(f.grad(theta), f.grad(theta)));
}

// A grain of the caller's own: other pieces, the same mean, and the same bits for any number of threads.
BOOST_FIXTURE_TEST_CASE(a_small_batch_may_be_shared_too, Fixture) {
    const Tensor few = x.rows(0, 100);
    std::array<std::atomic<int>, 16> calls{};
    const auto f = [&](const Var& at, const nn::Shard& shard) {
        ++calls[static_cast<std::size_t>(shard.index)];
        return square_length(at, shard.of(few));
    };
    const Tensor whole = nn::mean_grad(100, theta, f), pieces = nn::mean_grad({100, 10}, theta, f);
    BOOST_TEST((calls[0] == 2 && calls[9] == 1 && calls[10] == 0));
    BOOST_TEST(ad::norm(pieces - whole) <= 1000 * epsilon * ad::norm(whole));
    const double value = nn::Expectation(nn::Samples(100, 10), f).value(theta);
    for (const int threads : {2, 3}) {
        nn::set_threads(threads);
        BOOST_TEST(same_bits(nn::mean_grad({100, 10}, theta, f), pieces));
        BOOST_TEST((nn::Expectation(nn::Samples(100, 10), f).value(theta) == value));
    }
    nn::set_threads(1);
}

// Of many pieces, whose number is no power of 2: neighbours are added up, then neighbouring sums, and so on, whoever does it.
BOOST_FIXTURE_TEST_CASE(sums_go_up_one_tree, Fixture) {
    const nn::Samples samples{n, 4};
    ad::pool::vector<Tensor> sums;
    for (const nn::Shard& shard : nn::cut(samples)) {
        ad::Tape tape;
        const Var at = tape.variable(theta);
        sums.push_back(ad::grad(sum(square_length(at, shard.of(x))), at));
    }
    BOOST_TEST((sums.size() == 187u));
    for (std::size_t apart = 1; apart < sums.size(); apart *= 2)
        for (std::size_t i = 0; i + apart < sums.size(); i += 2 * apart) sums[i] = sums[i] + sums[i + apart];
    const Tensor expected = static_cast<Real>(1.0 / n) * sums[0];
    for (const int threads : {1, 2, 3, 11}) {
        nn::set_threads(threads);
        const Tensor g = nn::mean_grad(
            samples, theta, [&](const Var& at, const nn::Shard& shard) { return square_length(at, shard.of(x)); });
        BOOST_TEST(same_bits(g, expected), threads << " threads");
    }
    nn::set_threads(1);
}

// With M = 1 the curvature of ½|y|² is Jᵀ J: against J itself, column by column.
BOOST_FIXTURE_TEST_CASE(curvature_is_the_mean_of_Jt_M_J, Fixture) {
    const Real weight = 3;
    const nn::Curvature G(n, theta, [&](const Var& at, const nn::Shard& shard) {
        return ad::pool::vector<Var>{network(at, shard.of(x))};
    });
    const auto M = [weight](const nn::Shard&, std::span<const Tensor> y_dot) {
        return ad::pool::vector<Tensor>{weight * y_dot[0]};
    };
    ad::Tape tape;
    const Var at = tape.variable(theta), y = network(at, x);
    Tensor v = Tensor::uninitialized(theta.shape());
    for (Real& entry : v.write()) entry = static_cast<Real>(rng.normal());
    const Tensor expected = (weight / static_cast<Real>(n)) * ad::vjp(y, at, ad::jvp(y, at, v));
    BOOST_TEST(ad::norm(G(v, M) - expected) <= 1000 * epsilon * ad::norm(expected));
    const nn::Curvature copy = G;  // copies share what was recorded
    BOOST_TEST(same_bits(copy(v, M), G(v, M)));
}

BOOST_AUTO_TEST_CASE(what_is_no_expectation_is_refused) {
    const auto one = [](const Var&, const nn::Shard&) { return Var(Tensor::zeros({3})); };
    BOOST_CHECK_THROW(nn::Expectation(0, one).value(Tensor()), std::invalid_argument);
    BOOST_CHECK_THROW(nn::Expectation(4, one).value(Tensor()), ad::ShapeError);
    BOOST_CHECK_THROW(nn::Expectation(4, one).grad(Tensor::zeros({2})), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
