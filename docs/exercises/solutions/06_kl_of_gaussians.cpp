// Solution of exercise 06.
#include "docs/exercises/exercises.hpp"

#include <cmath>

namespace exercise {

double kl_of_gaussians(double old_mean, double old_std, double new_mean, double new_std) {
    const double shift = old_mean - new_mean;
    return std::log(new_std / old_std) + (old_std * old_std + shift * shift) / (2 * new_std * new_std) - 0.5;
}

}  // namespace exercise
