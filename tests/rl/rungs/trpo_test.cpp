#include "rl/rungs/trpo.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/experience/policy_gradient.hpp"
#include "rl/rungs/npg.hpp"
#include "rl/trust_region/fisher.hpp"
#include "rl/trust_region/natural_step.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(trpo)

namespace {

constexpr Real inf = std::numeric_limits<Real>::infinity();
constexpr Real nan = std::numeric_limits<Real>::quiet_NaN();
const rl::Space spaces[] = {rl::Discrete{3}, unbounded(2)};

// The mean KL, without shards or any other of the means that the step itself measures it with.
double mean_kl(const PolicyAndBatch& s, const Tensor& from, const Tensor& to) {
    const Tensor divergence = kl(s.policy(from, s.batch.observations), s.policy(to, s.batch.observations)).value();
    double total = 0;
    for (const Real v : divergence.values()) total += v;
    return total / s.batch.size();
}

// One step, and what must hold after any: inside the region when accepted, untouched when not.
rl::TrpoStats step_and_check(PolicyAndBatch& s, const rl::TrpoConfig& config, const std::string& what) {
    const Tensor before = s.theta;
    const rl::TrpoStats stats = rl::trpo(s.policy, s.theta, s.batch, config);
    if (stats.accepted) {
        const double measured = mean_kl(s, before, s.theta);
        BOOST_TEST(measured <= config.max_kl * (1 + 1e5 * std::numeric_limits<Real>::epsilon()),
                   what << ": KL " << measured);
        BOOST_TEST((stats.kl <= config.max_kl && stats.surrogate_gain > 0 && stats.reason.empty()), what);
        BOOST_TEST(ad::all_finite(s.theta), what);
    } else {
        BOOST_TEST(same_bits(s.theta, before), what);
        BOOST_TEST((!stats.reason.empty() && stats.kl == 0 && stats.surrogate_gain == 0), what);
    }
    return stats;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_ordinary_step_gains_and_uses_the_region_it_is_given) {
    for (const rl::Space& space : spaces)
        for (const double max_kl : {0.001, 0.01, 0.1}) {
            PolicyAndBatch s(space, 600);
            const rl::TrpoStats stats = step_and_check(s, {.max_kl = max_kl, .cg_damping = 1e-3}, "ordinary");
            BOOST_TEST(stats.accepted);
            BOOST_TEST(stats.kl > 0.2 * max_kl);
            BOOST_TEST(stats.cg_residual < 0.5);
        }
}

// In a tiny region the models are exact, so the whole step is known: along x = (F + λ)⁻¹ g, to the radius δ, with the gain
// gᵀ(βx) = √(2δ gᵀx). That fails for any other direction, and for any other length.
BOOST_AUTO_TEST_CASE(in_a_tiny_region_the_step_is_the_natural_gradient_to_its_radius) {
    for (const rl::Space& space : spaces) {
        if (sizeof(Real) == 4) continue;  // the KL of such a step is below float's rounding
        PolicyAndBatch s(space, 600);
        const rl::TrpoConfig config{.max_kl = 1e-12, .cg_damping = 1e-3, .cg = {.iterations = 300, .tolerance = 1e-9}};
        const Tensor old = s.theta;
        ad::Tape tape;
        const ad::Var theta = tape.variable(old);
        const ad::Var log_p = rl::log_prob(s.policy(theta, s.batch.observations), s.batch.actions);
        const Tensor g = ad::grad(mean(log_p * s.batch.advantages), theta);
        const rl::Fisher F(s.policy, old, s.batch.observations, config.cg_damping);
        const Tensor x = rl::conjugate_gradient(F, g, config.cg).x;

        const rl::TrpoStats stats = step_and_check(s, config, "tiny");
        BOOST_REQUIRE(stats.accepted);
        BOOST_TEST(stats.backtracks == 0);
        const Tensor step = s.theta - old;
        BOOST_TEST(ad::dot(step, x) / (ad::norm(step) * ad::norm(x)) > 1 - 1e-6);
        BOOST_TEST(std::abs(stats.surrogate_gain / std::sqrt(2 * config.max_kl * ad::dot(g, x)) - 1) < 1e-3);
        BOOST_TEST(std::abs(0.5 * ad::dot(step, F(step)) / config.max_kl - 1) < 1e-3);
        BOOST_TEST(stats.kl <=
                   config.max_kl);  // the damping counts as part of F, so the measured KL is a little smaller
    }
}

// What a step says that it gained is L(θ) − L(θ_old) where it went, not only to first order where it began.
BOOST_AUTO_TEST_CASE(the_gain_and_the_kl_are_those_of_the_new_policy) {
    for (const rl::Space& space : spaces) {
        PolicyAndBatch s(space, 600);
        const auto log_prob = [&] {
            return rl::log_prob(s.policy(s.theta, s.batch.observations), s.batch.actions).value();
        };
        const Tensor old = s.theta, before = log_prob();
        const rl::TrpoStats stats = step_and_check(s, {.max_kl = 0.1, .cg_damping = 1e-3}, "large");
        BOOST_REQUIRE(stats.accepted);
        BOOST_TEST(std::abs(stats.kl / mean_kl(s, old, s.theta) - 1) < 1e4 * std::numeric_limits<Real>::epsilon());
        const Tensor after = log_prob();
        double gain = 0;
        for (std::ptrdiff_t i = 0; i < 600; ++i)
            gain += (std::exp(double{after[i] - before[i]}) - 1) * double{s.batch.advantages[i]} / 600;
        BOOST_TEST(std::abs(stats.surrogate_gain / gain - 1) < 1e4 * std::numeric_limits<Real>::epsilon());
    }
}

// With fvp_every = k, F is that of rows 0, k, 2k, … alone; the gradient is still that of all. The natural step that they
// propose is shrunk as often as the stats say.
BOOST_AUTO_TEST_CASE(products_take_every_kth_sample_and_the_line_search_shrinks_the_step) {
    int shrunk = 0;
    for (const rl::Space& space : spaces)
        for (const int k : {1, 7}) {
            PolicyAndBatch s(space, 600);
            const rl::TrpoConfig config{
                .max_kl = 1, .cg_damping = 1e-2, .fvp_every = k, .line_search = {.backtrack_coeff = 0.7}};
            const Tensor old = s.theta, g = rl::policy_gradient(s.policy, old, s.batch);
            const rl::Fisher F(s.policy, old, rl::every(k, s.batch.observations), config.cg_damping);
            const rl::NaturalStep natural = rl::natural_step(F, g, config.max_kl, config.cg);
            const rl::TrpoStats stats = step_and_check(s, config, "every kth");
            BOOST_REQUIRE(stats.accepted);
            shrunk += stats.backtracks;
            const Tensor expected = static_cast<Real>(std::pow(0.7, stats.backtracks)) * natural.step;
            BOOST_TEST(ad::norm(s.theta - old - expected) < (sizeof(Real) == 8 ? 1e-8 : 1e-2) * ad::norm(expected));
        }
    BOOST_TEST(shrunk > 0);
}

// Multiplying all advantages by a number changes nothing.
BOOST_AUTO_TEST_CASE(the_scale_of_the_advantages_does_not_matter) {
    PolicyAndBatch s(rl::Discrete{3}, 100);
    const Tensor start = s.theta, advantages = s.batch.advantages;
    rl::trpo(s.policy, s.theta, s.batch, {});
    const Tensor ordinary = s.theta;
    for (const double scale : sizeof(Real) == 8 ? std::vector{1e-200, 1e-3, 1e3, 1e160} : std::vector{1e-20, 1e20}) {
        s.theta = start;
        s.batch.advantages = static_cast<Real>(scale) * advantages;
        BOOST_TEST(rl::trpo(s.policy, s.theta, s.batch, {}).accepted, "scale " << scale);
        BOOST_TEST(
            ad::norm(s.theta - ordinary) <= 1e6 * std::numeric_limits<Real>::epsilon() * ad::norm(ordinary - start),
            "scale " << scale);
    }
}

BOOST_AUTO_TEST_CASE(hostile_batches_never_move_theta_out_of_the_region) {
    int steps = 0, accepted = 0;
    for (const rl::Space& space : spaces)
        for (const int n : {1, 2, 50})
            for (const std::uint64_t seed : {1, 2, 3}) {
                const auto advantages = [&](auto change) {
                    PolicyAndBatch s(space, n, seed);
                    Tensor a = Tensor::uninitialized({n});
                    auto out = a.write();
                    for (int i = 0; i < n; ++i) out[static_cast<std::size_t>(i)] = change(s.batch.advantages[i], i);
                    s.batch.advantages = a;
                    return s;
                };
                const std::vector<std::pair<const char*, std::function<Real(Real, int)>>> batches{
                    {"ordinary", [](Real a, int) { return a; }},
                    {"huge", [](Real a, int) { return a * std::sqrt(std::numeric_limits<Real>::max()); }},
                    {"largest", [](Real a, int) { return a > 0 ? std::numeric_limits<Real>::max() : -1; }},
                    {"tiny", [](Real a, int) { return a * std::numeric_limits<Real>::min(); }},
                    {"zero", [](Real, int) { return Real{0}; }},
                    {"one NaN", [](Real a, int i) { return i == 0 ? nan : a; }},
                    {"all NaN", [](Real, int) { return nan; }},
                    {"one infinite", [](Real a, int i) { return i == 0 ? inf : a; }},
                    {"both infinities", [](Real a, int) { return a > 0 ? inf : -inf; }}};
                for (const auto& [name, change] : batches)
                    for (const double max_kl : {1e-6, 0.01, 1.0}) {
                        PolicyAndBatch s = advantages(change);
                        for (int round = 0; round < 3; ++round, ++steps)
                            accepted +=
                                step_and_check(s, {.max_kl = max_kl}, fmt::format("{}, n = {}, seed {}", name, n, seed))
                                    .accepted;
                    }
            }
    BOOST_TEST(accepted > steps / 20);  // the test would be empty if everything were refused
}

// Logits driven far apart: probabilities of 0, 1 and next to them.
BOOST_AUTO_TEST_CASE(a_policy_about_to_become_deterministic_stays_in_the_region) {
    for (const double scale : {3.0, 30.0, 300.0, 3000.0})
        for (const rl::Space& space : spaces) {
            PolicyAndBatch s(space, 50);
            s.theta = static_cast<Real>(scale) * s.theta;
            nn::Rng rng(9, "test");
            s.batch.actions = rl::sample(s.policy(s.theta, s.batch.observations), rng);
            int accepted = 0;
            for (int round = 0; round < 20; ++round)
                accepted += step_and_check(s, {.max_kl = 0.05}, fmt::format("scale {}", scale)).accepted;
            if (scale == 3) BOOST_TEST(accepted > 0);
        }
}

// The way there: an action that always pays, so that step after step makes the policy surer of it.
BOOST_AUTO_TEST_CASE(a_policy_on_its_way_to_determinism_stays_in_the_region) {
    PolicyAndBatch s(rl::Discrete{3}, 200);
    nn::Rng rng(10, "test");
    int accepted = 0;
    double entropy = 0;
    for (int round = 0; round < 200; ++round) {
        s.batch.actions = rl::sample(s.policy(s.theta, s.batch.observations), rng);
        Tensor advantages = Tensor::zeros({200});
        for (int i = 0; i < 200; ++i)
            advantages.write()[static_cast<std::size_t>(i)] = s.batch.actions.at(i, 0) == 1 ? 1 : -1;
        s.batch.advantages = advantages;
        const rl::TrpoStats stats = step_and_check(s, {.max_kl = 0.05}, fmt::format("round {}", round));
        accepted += stats.accepted;
        entropy = stats.entropy;
    }
    BOOST_TEST(accepted > 10);
    BOOST_TEST(entropy < 0.01);
}

BOOST_AUTO_TEST_CASE(hostile_observations_move_nothing) {
    for (const Real bad : {nan, inf, std::numeric_limits<Real>::max()}) {
        PolicyAndBatch s(rl::Discrete{3}, 20);
        Tensor observations = Tensor::full({20, 3}, 1);
        observations.write()[4] = bad;
        s.batch.observations = observations;
        step_and_check(s, {}, "hostile observation");
    }
}

BOOST_AUTO_TEST_CASE(the_reason_of_a_refusal_is_named) {
    PolicyAndBatch s(rl::Discrete{3}, 20);
    s.batch.advantages = Tensor::zeros({20});
    BOOST_TEST(rl::trpo(s.policy, s.theta, s.batch, {}).reason == "the gradient is zero");
    s.batch.advantages = Tensor::full({20}, nan);
    BOOST_TEST(rl::trpo(s.policy, s.theta, s.batch, {}).reason == "the gradient is not finite");
}

BOOST_AUTO_TEST_CASE(once_it_has_run_an_update_finds_all_its_tensors_in_the_pool) {
    PolicyAndBatch s(rl::Discrete{3}, 1300);
    for (int i = 0; i < 3; ++i) rl::trpo(s.policy, s.theta, s.batch, {});
    const auto before = ad::pool::heap_blocks();
    for (int i = 0; i < 3; ++i) rl::trpo(s.policy, s.theta, s.batch, {});
    BOOST_TEST(ad::pool::heap_blocks() == before);
}

BOOST_AUTO_TEST_CASE(the_ratio_at_theta_old_is_exactly_one) {
    PolicyAndBatch s(rl::Discrete{3}, 1300);
    const rl::OldPolicy old(s.policy, s.theta, s.batch);
    for (const nn::Shard& shard : nn::cut(1300)) {
        const auto pi = s.policy(s.theta, shard.of(s.batch.observations));
        const Tensor ratio = exp(rl::log_prob(pi, shard.of(s.batch.actions)) - old.log_prob(shard)).value();
        for (const Real r : ratio.values()) BOOST_TEST(r == 1);
    }
    BOOST_TEST(old.mean_kl(s.theta) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
