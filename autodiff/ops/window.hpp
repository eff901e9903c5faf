// Ops, windows: what a sliding window sees, convolutions, and pooling.   docs/21
//
// Images are [n, channels, height, width], as PyTorch has them; one of one dimension is an image of height 1. All throw
// ShapeError, naming themselves, for ranks, channels and windows that do not fit.
#pragma once

#include "autodiff/var.hpp"
#include "autodiff/window.hpp"

namespace surefoot::ad {

// Every position of the window as a column: x: [n, c, h, w] → [n, c·kernel, positions]; and the transpose, which adds each
// element back to where it was seen.
Var unfold(const Var& x, const Window& window);
Var fold(const Var& y, const Window& window, int height, int width);

// How a convolution's window moves; its kernel is that of the weights.
struct Stepping {
    std::array<int, 2> stride = {1, 1}, padding = {0, 0}, dilation = {1, 1};
};

// A convolution as this field has it, without a flip: each position of the window of x, times W.
// x: [n, c, h, w]   W: [out, c, kernel height, kernel width]   b: [out]   → [n, out, heights, widths]
Var conv2d(const Var& x, const Var& W, const Stepping& stepping = {});
Var conv2d(const Var& x, const Var& W, const Var& b, const Stepping& stepping = {});
// The transpose of conv2d in its first argument, for an image of this height and width: [n, out, heights, widths] →
// [n, c, height, width].
Var conv_transpose2d(const Var& y, const Var& W, int height, int width, const Stepping& stepping = {});
// Of signals.   x: [n, c, w]   W: [out, c, kernel]   b: [out]   → [n, out, widths]
struct Stepping1d {
    int stride = 1, padding = 0, dilation = 1;
};
Var conv1d(const Var& x, const Var& W, const Var& b, const Stepping1d& stepping = {});

// Over each window, channel by channel: [n, c, h, w] → [n, c, heights, widths]. Padding is never the largest; in a mean it
// counts as zeros. The slope of a maximum goes to the first of equal elements.
Var max_pool2d(const Var& x, const Window& window);
Var avg_pool2d(const Var& x, const Window& window);
Var global_avg_pool2d(const Var& x);  // → [n, c]

}  // namespace surefoot::ad
