// 15  Causal attention. Chapter 23, §3 (docs/23-attention-and-recurrence.md).
#include "docs/exercises/exercises.hpp"

#include <algorithm>
#include <cmath>

namespace exercise {

Numbers causal_attention(std::span<const double> q, std::span<const double> k, std::span<const double> v, int d) {
    // The hole: every place is given the last row's mean, of all rows, and all of them weigh alike.
    static_cast<void>(q), static_cast<void>(k);
    const auto width = static_cast<std::size_t>(d), t = v.size() / width;
    Numbers y(v.size());
    for (std::size_t i = 0; i < t; ++i)
        for (std::size_t j = 0; j < t; ++j)
            for (std::size_t c = 0; c < width; ++c) y[i * width + c] += v[j * width + c] / static_cast<double>(t);
    return y;
}

}  // namespace exercise
