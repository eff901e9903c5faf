#include "rl/envs/classic/cartpole.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <utility>
#include <vector>

#include "rl/envs/classic/single_precision.hpp"

namespace surefoot::rl {
namespace {

constexpr double gravity = 9.8;    // m/s²
constexpr double pole_mass = 0.1;  // kg
constexpr double total_mass = 1.0 + pole_mass;
constexpr double half_length = 0.5;  // m, of the pole
constexpr double pole_moment = pole_mass * half_length;
constexpr double force = 10.0;   // N
constexpr double dt = 0.02;      // s
constexpr double x_limit = 2.4;  // m
constexpr double theta_limit = 12 * 2 * std::numbers::pi / 360;
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double solved = 475;      // Gymnasium's threshold
constexpr std::size_t numbers = 5;  // of the physics without what came before

Box positions(int pictures) {
    if (pictures < 1) throw std::invalid_argument(fmt::format("CartPolePositions: {} pictures", pictures));
    std::vector<double> high;
    for (int i = 0; i < pictures; ++i) high.insert(high.end(), {2 * x_limit, 2 * theta_limit});
    std::vector<double> low = high;
    for (double& bound : low) bound = -bound;
    return float_box(low, high);
}

void stand_still(std::span<double> physics) {
    for (std::size_t i = numbers; i < physics.size(); i += 2) physics[i] = physics[0], physics[i + 1] = physics[2];
}

}  // namespace

CartPole::CartPole()
    : Env({.id = "CartPole-v1",
           .observation =
               float_box({-2 * x_limit, -inf, -2 * theta_limit, -inf}, {2 * x_limit, inf, 2 * theta_limit, inf}),
           .action = Discrete{2},
           .max_episode_steps = 500,
           .reward_threshold = solved},
          4, 1) {}

void CartPole::begin(std::span<double> physics, nn::Rng& rng) const {
    for (double& value : physics.first(4)) value = rng.uniform(-0.05, 0.05);
    physics[4] = 0;
}

// #region dynamics
Env::Outcome CartPole::advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const {
    double &x = physics[0], &x_dot = physics[1], &theta = physics[2], &theta_dot = physics[3], &over = physics[4];
    const double cos = std::cos(theta), sin = std::sin(theta);
    const double push = (action[0] == 1 ? force : -force);
    const double temp = (push + pole_moment * (theta_dot * theta_dot) * sin) / total_mass;
    const double theta_acc =
        (gravity * sin - cos * temp) / (half_length * (4.0 / 3.0 - pole_mass * (cos * cos) / total_mass));
    const double x_acc = temp - pole_moment * theta_acc * cos / total_mass;
    x += dt * x_dot;  // explicit Euler: positions move with the old velocities
    x_dot += dt * x_acc;
    theta += dt * theta_dot;
    theta_dot += dt * theta_acc;

    const bool terminated = x < -x_limit || x > x_limit || theta < -theta_limit || theta > theta_limit;
    const double reward = terminated && over != 0 ? 0.0 : 1.0;
    if (terminated) over = 1;
    return {reward, terminated};
}
// #endregion dynamics

void CartPole::observe(std::span<const double> physics, std::span<double> observation) const {
    for (std::size_t i = 0; i < 4; ++i) observation[i] = nearest_float(physics[i]);
}

CartPole::CartPole(EnvSpec spec, int memory_size) : Env(std::move(spec), 4, 1 + memory_size) {}

CartPolePositions::CartPolePositions(const std::string& id, int pictures)
    : CartPole({.id = id,
                .observation = positions(pictures),
                .action = Discrete{2},
                .max_episode_steps = 500,
                .reward_threshold = solved},
               2 * (pictures - 1)) {}

void CartPolePositions::begin(std::span<double> physics, nn::Rng& rng) const {
    CartPole::begin(physics, rng);
    stand_still(physics);
}

Env::Outcome CartPolePositions::advance(std::span<double> physics, std::span<const double> action, nn::Rng& rng) const {
    if (physics.size() > numbers) {
        std::copy_backward(physics.begin() + numbers, physics.end() - 2, physics.end());
        physics[numbers] = physics[0], physics[numbers + 1] = physics[2];
    }
    return CartPole::advance(physics, action, rng);
}

void CartPolePositions::observe(std::span<const double> physics, std::span<double> observation) const {
    observation[0] = nearest_float(physics[0]), observation[1] = nearest_float(physics[2]);
    for (std::size_t i = numbers; i < physics.size(); ++i) observation[i - numbers + 2] = nearest_float(physics[i]);
}

void CartPolePositions::settle(std::span<double> physics, bool begins) const {
    if (begins) stand_still(physics);
}

}  // namespace surefoot::rl
