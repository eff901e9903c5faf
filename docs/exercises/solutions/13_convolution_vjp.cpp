// Solution of exercise 13.
#include "docs/exercises/exercises.hpp"

namespace exercise {

Numbers convolution_vjp(std::span<const double> y_bar, std::span<const double> w, int stride, int padding, int n) {
    Numbers x_bar(static_cast<std::size_t>(n));
    for (int i = 0; i < static_cast<int>(y_bar.size()); ++i)
        for (int p = 0; p < static_cast<int>(w.size()); ++p) {
            const int at = stride * i + p - padding;
            if (0 <= at && at < n)
                x_bar[static_cast<std::size_t>(at)] +=
                    w[static_cast<std::size_t>(p)] * y_bar[static_cast<std::size_t>(i)];
        }
    return x_bar;
}

}  // namespace exercise
