#include "rl/envs/classic/acrobot.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(acrobot)

namespace {

using std::numbers::pi;
using Vector = std::array<long double, 4>;  // θ₁, θ₂, θ̇₁, θ̇₂

// The equations of motion of two links again, as M(θ) θ̈ + h(θ, θ̇) + g(θ) = (0, τ), solved by Cramer's rule.
Vector derivative(const Vector& s, long double torque) {
    const auto [t1, t2, w1, w2] = s;
    const long double coupling = 0.5L * std::cos(t2), pull = 0.5L * std::sin(t2), g = 9.8L;
    const long double m11 = 1 + 0.25L + 1 + 0.25L + 1 + 2 * coupling, m12 = 1 + 0.25L + coupling, m22 = 1 + 0.25L;
    const long double second = 0.5L * g * std::sin(t1 + t2);
    const long double r1 = pull * (2 * w1 * w2 + w2 * w2) - 1.5L * g * std::sin(t1) - second;
    const long double r2 = torque - pull * w1 * w1 - second;
    const long double det = m11 * m22 - m12 * m12;
    return {w1, w2, (r1 * m22 - r2 * m12) / det, (m11 * r2 - m12 * r1) / det};
}

Vector plus(const Vector& a, long double scale, const Vector& b) {
    return {a[0] + scale * b[0], a[1] + scale * b[1], a[2] + scale * b[2], a[3] + scale * b[3]};
}

Vector stepped(const Vector& s, long double torque) {
    const Vector k1 = derivative(s, torque), k2 = derivative(plus(s, 0.1L, k1), torque),
                 k3 = derivative(plus(s, 0.1L, k2), torque), k4 = derivative(plus(s, 0.2L, k3), torque);
    Vector next = plus(plus(plus(plus(s, 0.2L / 6, k1), 0.4L / 6, k2), 0.4L / 6, k3), 0.2L / 6, k4);
    for (const std::size_t angle : {0, 1}) {
        while (next[angle] > std::numbers::pi_v<long double>) next[angle] -= 2 * std::numbers::pi_v<long double>;
        while (next[angle] < -std::numbers::pi_v<long double>) next[angle] += 2 * std::numbers::pi_v<long double>;
    }
    next[2] = std::clamp(next[2], -4 * std::numbers::pi_v<long double>, 4 * std::numbers::pi_v<long double>);
    next[3] = std::clamp(next[3], -9 * std::numbers::pi_v<long double>, 9 * std::numbers::pi_v<long double>);
    return next;
}

double energy(std::span<const double> s) {  // J, 0 with both links level
    const double t1 = s[0], t2 = s[1], w1 = s[2], w = s[2] + s[3];
    const double v1 = 0.25 * w1 * w1, v2 = w1 * w1 + 0.25 * w * w + w1 * w * std::cos(t2);  // squares, of the centres
    return 0.5 * (v1 + v2 + w1 * w1 + w * w) - 9.8 * (1.5 * std::cos(t1) + 0.5 * std::cos(t1 + t2));
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_step_is_that_of_the_equations_of_two_links) {
    rl::Acrobot env;
    nn::Rng rng(3, "test");
    for (int i = 0; i < 3000; ++i) {
        const double pace = i % 2 == 0 ? 0.1 : 0.5;  // of the bounds; near them a step multiplies its own rounding
        const std::vector<double> from{rng.uniform(-pi, pi), rng.uniform(-pi, pi), rng.uniform(-4 * pi, 4 * pi) * pace,
                                       rng.uniform(-9 * pi, 9 * pi) * pace};
        const int action = rng.below(3);
        const Stepped after = step_from(env, from, action);
        const Vector expected = stepped({from[0], from[1], from[2], from[3]}, action - 1);
        for (std::size_t k = 0; k < 4; ++k) {
            double apart = std::abs(after.state[k] - static_cast<double>(expected[k]));
            if (k < 2) apart = std::min(apart, std::abs(apart - 2 * pi));  // −π is π
            BOOST_REQUIRE_MESSAGE(apart <= 1e-12, "step " << i << ", component " << k << ": " << apart);
        }
        const double height = -std::cos(after.state[0]) - std::cos(after.state[0] + after.state[1]);
        BOOST_REQUIRE(after.step.terminated == (height > 1));
        BOOST_REQUIRE(after.step.reward == (after.step.terminated ? 0 : -1));
    }
}

BOOST_AUTO_TEST_CASE(hanging_down_it_rests) {
    rl::Acrobot env;
    const Stepped after = step_from(env, {0, 0, 0, 0}, 1);
    for (const double v : after.state) BOOST_TEST(std::abs(v) <= 1e-15);
    BOOST_TEST(after.observation[0] == 1);
    BOOST_TEST(after.observation[2] == 1);
}

// Without a torque the energy stays, but for what the steps of the integrator lose; a torque along with the motion of its
// joint adds to it, one against it takes away.
BOOST_AUTO_TEST_CASE(the_motor_alone_changes_the_energy) {
    rl::Acrobot env;
    const auto gained = [&env](double sign) {
        env.begin_at(std::vector<double>{0.5, 0.3, 0, 0});
        const double before = energy(env.recordable());
        for (int i = 0; i < 50; ++i) {
            const double action = 1 + sign * (env.recordable()[3] < 0 ? -1 : 1);
            take_step(env, std::span(&action, 1));
        }
        return energy(env.recordable()) - before;
    };
    BOOST_TEST_MESSAGE("energy after 50 steps: " << gained(-1) << ", " << gained(0) << ", " << gained(1));
    BOOST_TEST(std::abs(gained(0)) < 0.1);
    BOOST_TEST(gained(1) > 3);
    BOOST_TEST(gained(-1) < -1);
}

BOOST_AUTO_TEST_CASE(the_end_is_above_the_line_and_earns_0) {
    rl::Acrobot env;
    const Stepped up = step_from(env, {pi - 0.01, 0, 0, 0}, 1);
    BOOST_TEST(up.step.terminated);
    BOOST_TEST(up.step.reward == 0);
    const Stepped level = step_from(env, {pi / 2, 0, 0, 0}, 1);
    BOOST_TEST(!level.step.terminated);
    BOOST_TEST(level.step.reward == -1);
    for (const double elbow : {0.0, 0.5, -1.0}) {
        edge(env, {0, elbow, 0, 0}, {pi - elbow / 2, elbow, 0, 0}, {1});
        const double t1 = env.recordable()[0], t2 = env.recordable()[1];
        BOOST_TEST(std::abs(-std::cos(t1) - std::cos(t1 + t2) - 1) < 1e-9);
    }
}

BOOST_AUTO_TEST_CASE(angles_wrap_and_speeds_have_bounds) {
    rl::Acrobot env;
    const Stepped turning = step_from(env, {3.1, 3.1, 4 * pi, 9 * pi}, 2);
    for (const std::size_t angle : {0, 1}) BOOST_TEST(std::abs(turning.state[angle]) <= pi);
    BOOST_TEST(std::abs(turning.state[2]) <= 4 * pi);
    BOOST_TEST(std::abs(turning.state[3]) <= 9 * pi);
    BOOST_TEST(std::abs(step_from(env, {1e300, 0, 0, 0}, 1).state[0]) <= pi);  // and that at once
    const rl::Box& bounds = env.spec().observation;
    BOOST_TEST(bounds.high[5] == double{static_cast<float>(9 * pi)});
    for (std::size_t k = 0; k < 6; ++k)
        BOOST_TEST((turning.observation[k] >= bounds.low[k] && turning.observation[k] <= bounds.high[k]));
}

BOOST_AUTO_TEST_CASE(episodes_begin_near_rest_in_float_and_are_cut_at_500_steps) {
    rl::Acrobot env;
    const Beginnings begun(env);
    for (const std::size_t k : {0, 1, 2, 3}) BOOST_TEST(begun.uniform(k, -0.1, 0.1));
    for (const double v : env.recordable()) BOOST_TEST(v == double{static_cast<float>(v)});
    for (int step = 1; step <= 501; ++step) {
        const double action = 1;
        const rl::Step taken = take_step(env, std::span(&action, 1));
        BOOST_TEST(!taken.terminated);
        BOOST_TEST(taken.truncated == (step >= 500));
    }
    BOOST_TEST(*env.spec().reward_threshold == -100);
}

BOOST_AUTO_TEST_SUITE_END()
