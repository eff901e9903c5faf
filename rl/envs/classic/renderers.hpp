// What the classic tasks look like, as their equations have them: lengths in m, but for the mountain cars, which have units
// of their own.
#pragma once

#include <memory>

#include "rl/envs/scene.hpp"

namespace surefoot::scene {

std::unique_ptr<Renderer> cartpole();
std::unique_ptr<Renderer> acrobot();
std::unique_ptr<Renderer> mountain_car(double goal);  // the place of the flag
std::unique_ptr<Renderer> pendulum();

}  // namespace surefoot::scene
