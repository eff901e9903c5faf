// 17  Levenberg-Marquardt's rule. Chapter 24, §4 (docs/24-hessian-free.md).
#include "docs/exercises/exercises.hpp"

namespace exercise {

Adapted levenberg_marquardt(double damping, double gs, double sGs, double change) {
    // The hole: the promise of the gradient alone, and a damping that knows one direction.
    static_cast<void>(sGs);
    const double ratio = change / gs;
    return {change < 0, ratio < 0.25 ? damping * 3 / 2 : damping};
}

}  // namespace exercise
