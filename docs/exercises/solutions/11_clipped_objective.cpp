// Solution of exercise 11.
#include "docs/exercises/exercises.hpp"

#include <algorithm>

namespace exercise {

double clipped_objective(double ratio, double advantage, double epsilon) {
    return std::min(ratio * advantage, std::clamp(ratio, 1 - epsilon, 1 + epsilon) * advantage);
}

}  // namespace exercise
