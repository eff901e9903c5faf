#include "rl/envs/classic/mountain_car.hpp"

namespace surefoot::rl {
namespace {

constexpr double force = 0.001;  // what a push adds to the velocity
constexpr double goal_position = 0.5;
constexpr double goal_velocity = 0;

}  // namespace

MountainCar::MountainCar()
    : HillCar({.id = "MountainCar-v0",
               .observation = {},
               .action = Discrete{3},
               .max_episode_steps = 200,
               .reward_threshold = -110}) {}

Env::Outcome MountainCar::advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const {
    roll(physics, (action[0] - 1) * force);
    return {-1.0, physics[0] >= goal_position && physics[1] >= goal_velocity};
}

}  // namespace surefoot::rl
