// 13  The VJP of a convolution. Chapter 21, §1 (docs/21-convolutions.md).
#include "docs/exercises/exercises.hpp"

namespace exercise {

Numbers convolution_vjp(std::span<const double> y_bar, std::span<const double> w, int stride, int padding, int n) {
    // The hole: right for a stride of 1 without padding.
    static_cast<void>(stride), static_cast<void>(padding);
    Numbers x_bar(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < y_bar.size(); ++i)
        for (std::size_t p = 0; p < w.size(); ++p)
            if (i + p < x_bar.size()) x_bar[i + p] += w[p] * y_bar[i];
    return x_bar;
}

}  // namespace exercise
