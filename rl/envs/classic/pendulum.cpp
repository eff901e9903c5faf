#include "rl/envs/classic/pendulum.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "rl/envs/classic/single_precision.hpp"

namespace surefoot::rl {
namespace {

using std::numbers::pi;

constexpr double gravity = 10.0;    // m/s²
constexpr double mass = 1.0;        // kg
constexpr double length = 1.0;      // m
constexpr double max_speed = 8.0;   // rad/s
constexpr double max_torque = 2.0;  // Nm
constexpr double dt = 0.05;         // s

// ((angle + π) mod 2π) − π, of a modulus that is not negative.
double wrapped(double angle) {
    const double turned = std::fmod(angle + pi, 2 * pi);
    return (turned < 0 ? turned + 2 * pi : turned) - pi;
}

}  // namespace

Pendulum::Pendulum()
    : Env({.id = "Pendulum-v1",
           .observation = float_box({-1, -1, -max_speed}, {1, 1, max_speed}),
           .action = Box{{-max_torque}, {max_torque}},
           .max_episode_steps = 200},
          2) {}

void Pendulum::begin(std::span<double> physics, nn::Rng& rng) const {
    physics[0] = rng.uniform(-pi, pi);
    physics[1] = rng.uniform(-1, 1);
}

Env::Outcome Pendulum::advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const {
    double &theta = physics[0], &theta_dot = physics[1];
    const double torque = std::clamp(action[0], -max_torque, max_torque);
    const double from_upright = wrapped(theta);
    const double cost = from_upright * from_upright + 0.1 * (theta_dot * theta_dot) + 0.001 * (torque * torque);
    const double theta_acc = 3 * gravity / (2 * length) * std::sin(theta) + 3.0 / (mass * (length * length)) * torque;
    theta_dot = std::clamp(theta_dot + theta_acc * dt, -max_speed, max_speed);
    theta += theta_dot * dt;  // with the new velocity
    return {-cost, false};
}

void Pendulum::observe(std::span<const double> physics, std::span<double> observation) const {
    observation[0] = nearest_float(std::cos(physics[0]));
    observation[1] = nearest_float(std::sin(physics[0]));
    observation[2] = nearest_float(physics[1]);
}

}  // namespace surefoot::rl
