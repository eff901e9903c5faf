#include "autodiff/ops/window.hpp"

#include <fmt/format.h>

#include "autodiff/apply.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/indexing.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/rules/window.hpp"

namespace surefoot::ad {
namespace {

Window window_of(const Shape& W, const Stepping& s) {
    if (W.rank() != 4)
        throw ShapeError(
            fmt::format("conv2d: weights {} are not [out, channels, kernel height, kernel width]", to_string(W)));
    return {{W[2], W[3]}, s.stride, s.padding, s.dilation};
}

}  // namespace

Var unfold(const Var& x, const Window& window) { return apply(Unfold{window}, x); }
Var fold(const Var& y, const Window& window, int height, int width) { return apply(Fold{window, height, width}, y); }

Var conv2d(const Var& x, const Var& W, const Window& window) { return apply(Conv2d{window}, x, W); }
Var conv2d_input(const Var& y, const Var& W, const Window& window, int height, int width) {
    return apply(Conv2dInput{window, height, width}, y, W);
}
Var conv2d_weight(const Var& x, const Var& y, const Window& window) { return apply(Conv2dWeight{window}, x, y); }

Var conv2d(const Var& x, const Var& W, const Stepping& s) { return conv2d(x, W, window_of(W.shape(), s)); }
Var conv2d(const Var& x, const Var& W, const Var& b, const Stepping& s) {
    return apply(Conv2dAffine{window_of(W.shape(), s)}, x, W, b);
}
Var conv_transpose2d(const Var& y, const Var& W, int height, int width, const Stepping& s) {
    return conv2d_input(y, W, window_of(W.shape(), s), height, width);
}

Var conv1d(const Var& x, const Var& W, const Var& b, const Stepping1d& s) {
    if (x.shape().rank() != 3 || W.shape().rank() != 3)
        throw ShapeError(fmt::format("conv1d: {} is not [n, channels, width], or {} not [out, channels, kernel]",
                                     to_string(x.shape()), to_string(W.shape())));
    const Var y = conv2d(reshape(x, x.shape().with_new(2, 1)), reshape(W, W.shape().with_new(2, 1)), b,
                         {{1, s.stride}, {0, s.padding}, {1, s.dilation}});
    return reshape(y, y.shape().without(2));
}

// #region max_pool2d
// The position of each maximum is constant almost everywhere, so the maxima are elements picked by number.
Var max_pool2d(const Var& x, const Window& window) {
    const Index largest(kernels::window_argmax(x.value(), window));
    const auto [heights, widths] = window.positions("max_pool2d", x.shape()[2], x.shape()[3]);
    return take(x, largest, {x.shape()[0], x.shape()[1], heights, widths});
}
// #endregion max_pool2d

Var avg_pool2d(const Var& x, const Window& window) {
    const Var seen = unfold(x, window);  // [n, c·kernel, positions]
    const auto [heights, widths] = window.positions("avg_pool2d", x.shape()[2], x.shape()[3]);
    const int n = x.shape()[0], channels = x.shape()[1];
    return reshape(mean(reshape(seen, {n, channels, window.elements(), heights * widths}), 2),
                   {n, channels, heights, widths});
}

Var global_avg_pool2d(const Var& x) {
    if (x.shape().rank() != 4)
        throw ShapeError(
            fmt::format("global_avg_pool2d: {} is not [n, channels, height, width]", to_string(x.shape())));
    return mean(mean(x, 3), 2);
}

}  // namespace surefoot::ad
