#include "rl/envs/classic/mountain_car_continuous.hpp"

#include <algorithm>

#include "rl/envs/classic/single_precision.hpp"

namespace surefoot::rl {
namespace {

constexpr double power = 0.0015;  // what full throttle adds to the velocity
constexpr double goal_position = 0.45;
constexpr double goal_velocity = 0;

}  // namespace

MountainCarContinuous::MountainCarContinuous()
    : HillCar({.id = "MountainCarContinuous-v0",
               .observation = {},
               .action = Box{{-1}, {1}},
               .max_episode_steps = 999,
               .reward_threshold = 90}) {}

Env::Outcome MountainCarContinuous::advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const {
    roll(physics, std::clamp(action[0], -1.0, 1.0) * power);
    const bool terminated = physics[0] >= goal_position && physics[1] >= goal_velocity;
    for (double& value : physics) value = nearest_float(value);
    return {(terminated ? 100.0 : 0.0) - action[0] * action[0] * 0.1, terminated};
}

}  // namespace surefoot::rl
