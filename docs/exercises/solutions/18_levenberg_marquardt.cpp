// Solution of exercise 18.
#include "docs/exercises/exercises.hpp"

namespace exercise {

double next_damping(double lambda, double loss_before, double loss_after, double predicted) {
    const double rho = (loss_after - loss_before) / predicted;
    if (rho > 0.75) return lambda * 2 / 3;
    if (rho < 0.25) return lambda * 3 / 2;
    return lambda;
}

}  // namespace exercise
