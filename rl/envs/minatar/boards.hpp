// What the games of MinAtar look like: their boards, each thing a shape of its kind. A place of the board is 1 m wide, and
// the middle of the board is at the origin.
#pragma once

#include <memory>

#include "rl/envs/scene.hpp"

namespace surefoot::scene {

std::unique_ptr<Renderer> breakout();
std::unique_ptr<Renderer> space_invaders();

}  // namespace surefoot::scene
