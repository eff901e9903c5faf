// 11  PPO's clip. Chapter 16, §2 (docs/16-ppo.md).
#include "docs/exercises/exercises.hpp"

#include <algorithm>

namespace exercise {

double clipped_objective(double ratio, double advantage, double epsilon) {
    // The hole: clipping alone also stops a sample that has moved the wrong way from coming back.
    return std::clamp(ratio, 1 - epsilon, 1 + epsilon) * advantage;
}

}  // namespace exercise
