// Solution of exercise 17.
#include "docs/exercises/exercises.hpp"

namespace exercise {

Adapted levenberg_marquardt(double damping, double gs, double sGs, double change) {
    const double ratio = change / (gs + sGs / 2);
    if (!(ratio >= 0.25)) return {change < 0, damping * 3 / 2};  // a change that is not a number comes here too
    return {change<0, ratio> 0.75 ? damping * 2 / 3 : damping};
}

}  // namespace exercise
