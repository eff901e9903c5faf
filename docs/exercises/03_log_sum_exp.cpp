// 03  log Σ eˣ, right for numbers of any size. Chapter 3, §3 (docs/03-rules-of-ops.md).
#include "docs/exercises/exercises.hpp"

#include <algorithm>
#include <cmath>

namespace exercise {

double log_sum_exp(std::span<const double> x) {
    // The hole: e¹⁰⁰⁰ is infinite, and log e⁻¹⁰⁰⁰ is log 0. What may be taken out of the sum first?
    double sum = 0;
    for (const double v : x) sum += std::exp(v);
    return std::log(sum);
}

}  // namespace exercise
