// 06  The KL divergence of two normal distributions. Chapter 7, §3 (docs/07-distributions-and-kl.md).
#include "docs/exercises/exercises.hpp"

#include <cmath>

namespace exercise {

double kl_of_gaussians(double old_mean, double old_std, double new_mean, double new_std) {
    // The hole: this is right when only the mean differs.
    static_cast<void>(old_std);
    const double shift = old_mean - new_mean;
    return shift * shift / (2 * new_std * new_std);
}

}  // namespace exercise
