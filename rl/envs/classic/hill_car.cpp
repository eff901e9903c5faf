#include "rl/envs/classic/hill_car.hpp"

#include <algorithm>
#include <cmath>

#include "rl/envs/classic/single_precision.hpp"

namespace surefoot::rl {
namespace {

constexpr double min_position = -1.2;
constexpr double max_position = 0.6;
constexpr double max_speed = 0.07;  // a step
constexpr double gravity = 0.0025;  // a step², where the slope is steepest
constexpr double steepness = 3;     // the hill's height at x is sin 3x

EnvSpec observing(EnvSpec spec) {
    spec.observation = float_box({min_position, -max_speed}, {max_position, max_speed});
    return spec;
}

}  // namespace

HillCar::HillCar(EnvSpec spec) : Env(observing(std::move(spec)), 2) {}

void HillCar::begin(std::span<double> physics, nn::Rng& rng) const {
    physics[0] = rng.uniform(-0.6, -0.4);
    physics[1] = 0;
}

void HillCar::roll(std::span<double> physics, double push) {
    double &position = physics[0], &velocity = physics[1];
    velocity += push - gravity * std::cos(steepness * position);
    velocity = std::clamp(velocity, -max_speed, max_speed);
    position = std::clamp(position + velocity, min_position, max_position);
    if (position == min_position && velocity < 0) velocity = 0;
}

void HillCar::observe(std::span<const double> physics, std::span<double> observation) const {
    for (std::size_t i = 0; i < 2; ++i) observation[i] = nearest_float(physics[i]);
}

}  // namespace surefoot::rl
