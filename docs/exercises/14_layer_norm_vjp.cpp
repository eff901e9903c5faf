// 14  The VJP of a layer norm. Chapter 22, §1 (docs/22-normalisation-and-dropout.md).
#include "docs/exercises/exercises.hpp"

#include <cmath>

namespace exercise {

Numbers layer_norm_vjp(std::span<const double> z, std::span<const double> y_bar) {
    // The hole: the mean is taken out of ȳ, but the size moves with z too.
    double mean = 0, square = 0, mean_bar = 0;
    const double n = static_cast<double>(z.size());
    for (std::size_t i = 0; i < z.size(); ++i) mean += z[i] / n, mean_bar += y_bar[i] / n;
    for (const double one : z) square += (one - mean) * (one - mean) / n;
    Numbers z_bar(z.size());
    for (std::size_t i = 0; i < z.size(); ++i) z_bar[i] = (y_bar[i] - mean_bar) / std::sqrt(square);
    return z_bar;
}

}  // namespace exercise
