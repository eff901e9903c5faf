#include "rl/envs/classic/acrobot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "rl/envs/classic/single_precision.hpp"

namespace surefoot::rl {
namespace {

using std::numbers::pi;

constexpr double gravity = 9.8;         // m/s²
constexpr double mass = 1.0;            // kg, of either link
constexpr double length = 1.0;          // m
constexpr double center = 0.5;          // m, from a link's joint to its centre of mass
constexpr double inertia = 1.0;         // kg m², about that centre
constexpr double max_speed_1 = 4 * pi;  // rad/s
constexpr double max_speed_2 = 9 * pi;
constexpr double dt = 0.2;           // s
constexpr double goal_height = 1.0;  // m, above the fixed joint

using State = std::array<double, 4>;  // θ₁, θ₂, θ̇₁, θ̇₂

State derivative(const State& state, double torque) {
    const auto [theta1, theta2, theta1_dot, theta2_dot] = state;
    const double cos2 = std::cos(theta2), sin2 = std::sin(theta2);
    const double d1 = mass * center * center + mass * (length * length + center * center + 2 * length * center * cos2) +
                      inertia + inertia;
    const double d2 = mass * (center * center + length * center * cos2) + inertia;
    const double phi2 = mass * center * gravity * std::cos(theta1 + theta2 - pi / 2);
    const double phi1 = -mass * length * center * (theta2_dot * theta2_dot) * sin2 -
                        2 * mass * length * center * theta2_dot * theta1_dot * sin2 +
                        (mass * center + mass * length) * gravity * std::cos(theta1 - pi / 2) + phi2;
    const double theta2_acc =
        (torque + d2 / d1 * phi1 - mass * length * center * (theta1_dot * theta1_dot) * sin2 - phi2) /
        (mass * center * center + inertia - d2 * d2 / d1);
    const double theta1_acc = -(d2 * theta2_acc + phi1) / d1;
    return {theta1_dot, theta2_dot, theta1_acc, theta2_acc};
}

State along(const State& state, double time, const State& slope) {
    State moved = state;
    for (std::size_t i = 0; i < moved.size(); ++i) moved[i] += time * slope[i];
    return moved;
}

// One step of the classical Runge-Kutta method of order 4.
State runge_kutta(const State& state, double torque) {
    const State k1 = derivative(state, torque);
    const State k2 = derivative(along(state, dt / 2, k1), torque);
    const State k3 = derivative(along(state, dt / 2, k2), torque);
    const State k4 = derivative(along(state, dt, k3), torque);
    State mean;
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] = k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i];
    return along(state, dt / 6, mean);
}

// Into [−π, π]: where turns added or taken away one by one would lead, however many they are.
double wrapped(double angle) { return std::remainder(angle, 2 * pi); }

}  // namespace

Acrobot::Acrobot()
    : Env({.id = "Acrobot-v1",
           .observation =
               float_box({-1, -1, -1, -1, -max_speed_1, -max_speed_2}, {1, 1, 1, 1, max_speed_1, max_speed_2}),
           .action = Discrete{3},
           .max_episode_steps = 500,
           .reward_threshold = -100,
           .step_microseconds = 0.2},
          4) {}

void Acrobot::begin(std::span<double> physics, nn::Rng& rng) const {
    for (double& value : physics) value = nearest_float(rng.uniform(-0.1, 0.1));  // the one state that is kept in float
}

Env::Outcome Acrobot::advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const {
    const double torque = action[0] - 1;
    const auto [theta1, theta2, theta1_dot, theta2_dot] =
        runge_kutta({physics[0], physics[1], physics[2], physics[3]}, torque);
    physics[0] = wrapped(theta1);
    physics[1] = wrapped(theta2);
    physics[2] = std::clamp(theta1_dot, -max_speed_1, max_speed_1);
    physics[3] = std::clamp(theta2_dot, -max_speed_2, max_speed_2);

    const double height = -std::cos(physics[0]) - std::cos(physics[1] + physics[0]);
    const bool terminated = height > goal_height;
    return {terminated ? 0.0 : -1.0, terminated};
}

void Acrobot::observe(std::span<const double> physics, std::span<double> observation) const {
    observation[0] = nearest_float(std::cos(physics[0]));
    observation[1] = nearest_float(std::sin(physics[0]));
    observation[2] = nearest_float(std::cos(physics[1]));
    observation[3] = nearest_float(std::sin(physics[1]));
    observation[4] = nearest_float(physics[2]);
    observation[5] = nearest_float(physics[3]);
}

}  // namespace surefoot::rl
