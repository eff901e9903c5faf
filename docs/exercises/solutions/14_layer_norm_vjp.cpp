// Solution of exercise 14.
#include "docs/exercises/exercises.hpp"

#include <cmath>

namespace exercise {

Numbers layer_norm_vjp(std::span<const double> z, std::span<const double> y_bar) {
    double mean = 0, square = 0, mean_bar = 0, along = 0;
    const double n = static_cast<double>(z.size());
    for (std::size_t i = 0; i < z.size(); ++i) mean += z[i] / n, mean_bar += y_bar[i] / n;
    for (const double one : z) square += (one - mean) * (one - mean) / n;
    const double s = std::sqrt(square);
    for (std::size_t i = 0; i < z.size(); ++i) along += (z[i] - mean) / s * y_bar[i] / n;
    Numbers z_bar(z.size());
    for (std::size_t i = 0; i < z.size(); ++i) z_bar[i] = (y_bar[i] - mean_bar - (z[i] - mean) / s * along) / s;
    return z_bar;
}

}  // namespace exercise
