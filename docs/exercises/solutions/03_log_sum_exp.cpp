// Solution of exercise 03.
#include "docs/exercises/exercises.hpp"

#include <algorithm>
#include <cmath>

namespace exercise {

double log_sum_exp(std::span<const double> x) {
    const double top = *std::max_element(x.begin(), x.end());
    if (std::isinf(top)) return top;
    double sum = 0;
    for (const double v : x) sum += std::exp(v - top);
    return top + std::log(sum);
}

}  // namespace exercise
