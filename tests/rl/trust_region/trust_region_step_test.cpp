#include "rl/trust_region/trust_region_step.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "rl/trust_region/natural_step.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(trust_region_step)

namespace {

// F = diag(4, 1), g = (2, 1): F⁻¹g = (½, 1) and gᵀF⁻¹g = 2, so the step of radius δ is √(2δ/2) (½, 1).
const auto F = [](const Tensor& v) { return Tensor::vector({4, 1}) * v; };
const Tensor g = Tensor::vector({2, 1}), origin = Tensor::vector({0, 0});
double distance(const Tensor& x) { return 0.5 * ad::dot(x, F(x)); }

}  // namespace

BOOST_AUTO_TEST_CASE(the_natural_step_has_its_length_and_the_direction_that_gains_most) {
    for (const double radius : {0.01, 0.25})
        for (const Real scale : {Real{1}, Real{1e-10}, Real{1e10}}) {
            const rl::NaturalStep natural = rl::natural_step(F, scale * g, radius, {});
            BOOST_TEST(natural.reason.empty());
            BOOST_TEST(distance(natural.step) == radius, boost::test_tools::tolerance(1e-5));
            BOOST_TEST(double{natural.step[0] / natural.step[1]} == 0.5, boost::test_tools::tolerance(1e-5));
            BOOST_TEST(double{natural.step[1]} == std::sqrt(radius), boost::test_tools::tolerance(1e-5));
            BOOST_TEST(natural.cg_residual < 1e-5);
        }
    // One product leaves a residual: x = g gᵀg/gᵀFg = 5/17 g, r = g − F x, ‖r‖/‖g‖ = 6/17.
    BOOST_TEST(rl::natural_step(F, g, 1, {.iterations = 1}).cg_residual == 6.0 / 17,
               boost::test_tools::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(there_is_no_natural_step_without_a_slope_or_a_curvature) {
    const auto reason = [](const Tensor& g, Real curvature) {
        const auto F = [curvature](const Tensor& v) { return curvature * v; };
        const rl::NaturalStep natural = rl::natural_step(F, g, 1, {});
        BOOST_TEST(natural.step.size() == 0);
        return natural.reason;
    };
    BOOST_TEST(reason(Tensor::zeros({2}), 1).find("zero") != std::string::npos);
    BOOST_TEST(reason(Tensor::vector({1, std::numeric_limits<Real>::infinity()}), 1).find("finite") !=
               std::string::npos);
    for (const Real none : {Real{0}, Real{-1}}) BOOST_TEST(reason(g, none).find("curvature") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_step_is_proposed_by_the_models_and_decided_by_the_measurement) {
    const auto linear = [](const Tensor& x) { return rl::Trial{.gain = ad::dot(g, x), .distance = distance(x)}; };
    const rl::TrustRegionConfig config{.radius = 0.1, .line_search = {.backtrack_coeff = 0.5}};
    // Rounding may leave the step a hair outside of the radius, and then it is shrunk once.
    const rl::TrustRegionStep whole = rl::trust_region_step(origin, F, g, linear, {.radius = 0.1});
    BOOST_TEST((whole.accepted() && whole.backtracks <= 1 && whole.trial.distance <= 0.1));
    BOOST_TEST(double{whole.theta[1]} == std::pow(0.8, whole.backtracks) * std::sqrt(0.1),
               boost::test_tools::tolerance(1e-5));

    // The true distance is nine times that of the model: ¼ of the step is the first within.
    const auto farther = [&](const Tensor& x) { return rl::Trial{ad::dot(g, x), 9 * distance(x)}; };
    const rl::TrustRegionStep shrunk = rl::trust_region_step(origin, F, g, farther, config);
    BOOST_TEST((shrunk.accepted() && shrunk.backtracks == 2));
    BOOST_TEST(double{shrunk.theta[1]} == std::sqrt(0.1) / 4, boost::test_tools::tolerance(1e-5));
    BOOST_TEST(shrunk.trial.gain == 2 * double{shrunk.theta[0]} + double{shrunk.theta[1]},
               boost::test_tools::tolerance(1e-5));

    int measured = 0;
    const auto worse = [&](const Tensor& x) { return ++measured, rl::Trial{-1, distance(x)}; };
    const rl::TrustRegionStep refused = rl::trust_region_step(origin, F, g, worse, config);
    BOOST_TEST((!refused.accepted() && measured == 11));
    BOOST_TEST(refused.theta.data() == origin.data());
    BOOST_TEST(refused.reason.find("no step along the line") != std::string::npos);

    const rl::TrustRegionStep none = rl::trust_region_step(origin, F, Tensor::zeros({2}), worse, config);
    BOOST_TEST((!none.accepted() && measured == 11 && none.theta.data() == origin.data()));
}

BOOST_AUTO_TEST_SUITE_END()
