// Kernels, windows: what a sliding window sees, written out (im2col) and put back, and convolutions as products of it, a
// sample at a time, so that no more than one sample is ever written out.
//
// Images are [n, channels, height, width]; weights [out, channels, kernel height, kernel width]; L is the number of
// positions of the window.
#pragma once

#include "autodiff/pool.hpp"
#include "autodiff/tensor.hpp"
#include "autodiff/window.hpp"

namespace surefoot::ad::kernels {

// y[n, (c, p, q), (i, j)] = x[n, c, i·stride + p·dilation − padding, …], 0 outside.   → [n, channels·kernel, L]
Tensor unfold(const Tensor& x, const Window& window);
// Its transpose: each element added back to where it was seen.   → [n, channels, height, width]
Tensor fold(const Tensor& y, const Window& window, int height, int width);

// y = W ⋆ x, and + b where b is not null.   b: [out]   → [n, out, heights, widths]
Tensor conv2d(const Tensor& x, const Tensor& W, const Tensor* b, const Window& window);
// Its transpose in x: [n, out, heights, widths] → [n, channels, height, width].
Tensor conv2d_input(const Tensor& y, const Tensor& W, const Window& window, int height, int width);
// Its transpose in W: x and [n, out, heights, widths] → [out, channels, kernel].
Tensor conv2d_weight(const Tensor& x, const Tensor& y, const Window& window);

// Where in x the largest element of each window is, the first of equal ones, counted over all of x: one index for each
// element of [n, channels, heights, widths]. Padding is never the largest; a NaN always is. Throws for a window that may see
// nothing but padding.
pool::vector<int> window_argmax(const Tensor& x, const Window& window);

// All throw ShapeError for ranks, channels, positions and windows that do not fit.

}  // namespace surefoot::ad::kernels
