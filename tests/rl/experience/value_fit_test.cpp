#include "rl/experience/value_fit.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "rl/experience/advantage.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(value_fit)

namespace {

struct Regression {
    nn::Rng rng{1, "test"};
    rl::ValueFunction V{unbounded(2), {.hidden = {32, 32}}};
    Tensor x = random_tensor({1000, 2}, rng), start = V.layout().initial(rng);
    std::vector<double> targets;

    Regression() {
        for (int i = 0; i < 1000; ++i) targets.push_back(3 + std::sin(2 * x.at(i, 0)) + x.at(i, 1));
    }
    double explained(const Tensor& phi) const { return rl::explained_variance(rl::values_of(V, phi, x), targets); }
    double squared_error(const Tensor& phi) const {
        const auto v = rl::values_of(V, phi, x);
        double sum = 0;
        for (std::size_t i = 0; i < v.size(); ++i) sum += (v[i] - targets[i]) * (v[i] - targets[i]);
        return sum / static_cast<double>(v.size());
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(adam_explains_what_depends_on_the_observation) {
    Regression r;
    nn::Adam adam({.learning_rate = 3e-3});
    const Tensor fitted = rl::fit_by_adam(r.V, r.start, r.x, r.targets, adam, r.rng, {.epochs = 30, .size = 64});
    BOOST_TEST(r.explained(r.start) < 0.5);
    BOOST_TEST(r.explained(fitted) > 0.95);
}

BOOST_AUTO_TEST_CASE(a_fit_depends_on_its_seed_alone) {
    const rl::ValueFunction V(unbounded(2), {.hidden = {8}});
    const auto run = [&] {
        nn::Rng rng(1, "test");
        const Tensor x = random_tensor({50, 2}, rng);
        nn::Adam adam({});
        return rl::fit_by_adam(V, V.layout().initial(rng), x, std::vector<double>(50, 1.0), adam, rng, {.size = 16});
    };
    BOOST_TEST(same_bits(run(), run()));
}

// Each step in the trust region makes the error smaller and moves V by no more than it may; many of them fit.
BOOST_AUTO_TEST_CASE(steps_in_a_trust_region_stay_in_it_and_fit) {
    Regression r;
    const double max_change = 0.05;
    Tensor phi = r.start;
    for (int i = 0; i < 40; ++i) {
        const auto before = rl::values_of(r.V, phi, r.x);
        const double error = r.squared_error(phi);
        phi = rl::fit_in_trust_region(r.V, phi, r.x, r.targets, max_change);
        const auto after = rl::values_of(r.V, phi, r.x);
        double change = 0;
        for (std::size_t k = 0; k < after.size(); ++k) change += (after[k] - before[k]) * (after[k] - before[k]);
        BOOST_TEST(change / 1000 / (2 * error) <= max_change * (1 + 1e5 * std::numeric_limits<Real>::epsilon()));
        BOOST_TEST(r.squared_error(phi) < error);
    }
    BOOST_TEST(r.explained(phi) > 0.95);
}

// A linear V is fitted by least squares in one step, when the region is large enough: Gauss-Newton's matrix is exact.
BOOST_AUTO_TEST_CASE(for_a_linear_function_the_step_is_least_squares) {
    nn::Rng rng(2, "test");
    const rl::ValueFunction V(unbounded(2), {.hidden = {}});
    const Tensor x = random_tensor({200, 2}, rng), start = V.layout().initial(rng);
    std::vector<double> targets;
    for (int i = 0; i < 200; ++i) targets.push_back(1 + 2 * x.at(i, 0) - 3 * x.at(i, 1));
    // The whole way to the solution changes V by E[(target − V)²] / 2σ² = ½, and the step goes to the region's rim.
    const Tensor fitted = rl::fit_in_trust_region(V, start, x, targets, 0.5);
    BOOST_TEST(rl::explained_variance(rl::values_of(V, fitted, x), targets) > 0.999);
}

BOOST_AUTO_TEST_CASE(what_fits_already_or_is_not_finite_is_left_alone) {
    Regression r;
    const auto exact = rl::values_of(r.V, r.start, r.x);
    BOOST_TEST(same_bits(rl::fit_in_trust_region(r.V, r.start, r.x, exact, 0.1), r.start));
    r.targets[3] = std::numeric_limits<double>::quiet_NaN();
    BOOST_TEST(same_bits(rl::fit_in_trust_region(r.V, r.start, r.x, r.targets, 0.1), r.start));
    nn::Adam adam({});
    BOOST_TEST(same_bits(rl::fit_by_adam(r.V, r.start, r.x, r.targets, adam, r.rng, {}), r.start));
    r.targets[3] = 0;  // and the optimiser has not been spoilt
    BOOST_TEST(ad::all_finite(rl::fit_by_adam(r.V, r.start, r.x, r.targets, adam, r.rng, {})));
}

BOOST_AUTO_TEST_CASE(each_row_needs_a_target) {
    Regression r;
    r.targets.pop_back();
    nn::Adam adam({});
    BOOST_CHECK_THROW(rl::fit_by_adam(r.V, r.start, r.x, r.targets, adam, r.rng, {}), std::invalid_argument);
    BOOST_CHECK_THROW(rl::fit_in_trust_region(r.V, r.start, r.x, r.targets, 0.1), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
