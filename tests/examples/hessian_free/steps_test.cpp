// Gauss-Newton steps: products against formulas, and the step that chapter 24 works by hand.
#include "examples/08_hessian_free/steps.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "examples/08_hessian_free/autoencoder.hpp"
#include "examples/08_hessian_free/gauss_newton.hpp"
#include "examples/08_hessian_free/rosenbrock.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(steps)

using namespace surefoot::hessian_free;
using ad::Real;
using ad::Tensor;
using ad::Var;

namespace {

constexpr double epsilon = std::numeric_limits<Real>::epsilon();

Tensor random_like(const Tensor& x, std::uint64_t seed) {
    nn::Rng rng(seed, "direction");
    Tensor v = Tensor::uninitialized(x.shape());
    for (Real& each : v.write()) each = static_cast<Real>(rng.normal());
    return v;
}

}  // namespace

BOOST_AUTO_TEST_CASE(in_the_valley_the_product_is_that_of_the_book) {
    const GaussNewton G(Rosenbrock(2), Tensor::vector({-1, 1}));
    const Tensor first = G(Tensor::vector({1, 0})), second = G(Tensor::vector({0, 1}));
    BOOST_TEST((first[0] == 401 && first[1] == 200 && second[0] == 200 && second[1] == 100));
}

BOOST_AUTO_TEST_CASE(behind_logits_the_loss_has_the_metric_of_black_and_white_pixels) {
    const Autoencoder problem(pictures_of_curves(70, 5, 3), {.widths = {8}, .code = 3});
    const Tensor theta = problem.start(), v = random_like(theta, 1), w = random_like(theta, 2);
    nn::ByShard<Tensor> p(problem.samples());
    const nn::Curvature fisher(problem.samples(), theta, [&](const Var& x, const nn::Shard& shard) {
        const Var z = problem.outputs(x, shard);
        p[shard] = sigmoid(z.value()).value();
        return ad::pool::vector<Var>{z};
    });
    const Tensor Fv = fisher(v, [&](const nn::Shard& shard, std::span<const Tensor> z_dot) {
        return ad::pool::vector<Tensor>{(p[shard] - p[shard] * p[shard]) * z_dot[0]};
    });
    const GaussNewton G(problem, theta);
    const Tensor Gv = G(v);
    BOOST_TEST(ad::norm(Gv - Fv) < 1e3 * epsilon * ad::norm(Fv));
    BOOST_TEST(ad::dot(v, Gv) > 0);
    BOOST_TEST(std::abs(ad::dot(w, Gv) - ad::dot(v, G(w))) < 1e3 * epsilon * ad::norm(w) * ad::norm(Gv));
}

BOOST_AUTO_TEST_CASE(the_loss_of_a_picture_that_is_met_is_zero) {
    const Tensor picture = Tensor::of({1, 4}, {Real(0.25), Real(0.5), Real(0.9), Real(0.01)});
    const Autoencoder problem(picture, {.widths = {2}, .code = 1});
    const nn::Shard all{0, 0, 1};
    const Var met = log(picture) - log1p(-Var(picture));
    BOOST_TEST(std::abs(problem.losses(met, all).value()[0]) < 10 * epsilon);
    BOOST_TEST(problem.losses(met + 1, all).value()[0] > 0.1);
    // Paper and ink have no shade of their own, whatever 0 log 0 is
    const Autoencoder sharp(Tensor::of({1, 2}, {0, 1}), {.widths = {2}, .code = 1});
    BOOST_TEST(std::abs(sharp.losses(Tensor::of({1, 2}, {0, 0}), all).value()[0] - 2 * std::log(2.0)) < 10 * epsilon);
}

BOOST_AUTO_TEST_CASE(a_step_is_the_one_that_the_book_works_by_hand) {
    const Rosenbrock valley(2);
    HessianFree method({.damping = 1, .cg = {.iterations = 20, .tolerance = 1e-12}});
    const Tensor theta = Tensor::vector({-1, 1});
    const HessianFreeStep first = method.step(valley, theta);
    BOOST_TEST(first.accepted);
    BOOST_TEST(first.backtracks == 0);
    BOOST_TEST(std::abs(first.theta[0] - (-1 + 202.0 / 602)) < 1e4 * epsilon);
    BOOST_TEST(std::abs(first.theta[1] - (1 - 400.0 / 602)) < 1e4 * epsilon);
    BOOST_TEST(std::abs(first.ratio - 0.0874162) < (epsilon < 1e-10 ? 1e-6 : 1e-2));
    BOOST_TEST(std::abs(first.loss - valley.loss(first.theta)) == 0);
    BOOST_TEST(method.step(valley, first.theta).damping == 1.5);  // the model was bad
}

BOOST_AUTO_TEST_CASE(of_a_shortened_step_the_ratio_is_that_of_the_whole) {
    HessianFree method({.damping = 1e-3, .cg = {.iterations = 20, .tolerance = 1e-12}});
    const HessianFreeStep step = method.step(Rosenbrock(2), Tensor::vector({-1, 1}));
    BOOST_TEST((step.accepted && step.backtracks > 0 && step.loss < 2));
    BOOST_TEST(step.ratio < -100);
    BOOST_TEST(step.values == step.backtracks + 3);
}

BOOST_AUTO_TEST_CASE(a_last_solution_that_leads_upwards_is_no_start) {
    const Rosenbrock valley(2);
    const HessianFreeConfig config{.damping = 1, .adapts = false, .cg = {.iterations = 1}};
    HessianFree warm(config), fresh(config);
    warm.step(valley, Tensor::vector({-1, 1}));   // to the right
    const Tensor theta = Tensor::vector({3, 9});  // from where it is to the left
    const HessianFreeStep step = warm.step(valley, theta);
    BOOST_TEST(ad::same_bits(step.theta, fresh.step(valley, theta).theta));
    BOOST_TEST(step.products == 2);  // one that told
}

BOOST_AUTO_TEST_CASE(where_nothing_gains_theta_stays) {
    const Rosenbrock valley(3);
    HessianFree method;
    const Tensor least = Tensor::full({3}, 1);
    const HessianFreeStep step = method.step(valley, least);
    BOOST_TEST(!step.accepted);
    BOOST_TEST(step.theta.data() == least.data());
    BOOST_TEST(step.loss == 0);
}

BOOST_AUTO_TEST_CASE(the_damping_follows_the_ratio) {
    BOOST_TEST(adapted(6, 0.9) == 4);
    BOOST_TEST(adapted(6, 0.5) == 6);
    BOOST_TEST(adapted(6, 0.2) == 9);
    BOOST_TEST(adapted(6, -3) == 9);
    BOOST_TEST(adapted(6, std::nan("")) == 9);
    BOOST_TEST(reduction_ratio(-0.5, -2) == 0.25);
}

BOOST_AUTO_TEST_CASE(a_warm_start_and_none_end_at_one_solution) {
    const Rosenbrock valley = Rosenbrock::rotated(6, 4);
    const rl::ConjugateGradientConfig whole{.iterations = 50, .tolerance = 1e-10};
    HessianFree warm({.warm_start = 0.95, .cg = whole}), cold({.warm_start = 0, .cg = whole});
    Tensor a = valley.start(), b = a;
    for (int i = 0; i < 5; ++i) a = warm.step(valley, a).theta, b = cold.step(valley, b).theta;
    BOOST_TEST(ad::norm(a - b) < (epsilon < 1e-10 ? 1e-6 : 1e-2) * ad::norm(a));
}

BOOST_AUTO_TEST_SUITE_END()
