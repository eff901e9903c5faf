// Solution of exercise 09.
#include "docs/exercises/exercises.hpp"

#include <cmath>

namespace exercise {

double step_scale(double xFx, double max_kl) { return std::sqrt(2 * max_kl / xFx); }

}  // namespace exercise
