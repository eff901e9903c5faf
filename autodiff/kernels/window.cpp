#include "autodiff/kernels/window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "autodiff/error.hpp"
#include "autodiff/kernels/gemm.hpp"
#include "autodiff/kernels/vectorized.hpp"
#include "autodiff/storage.hpp"

namespace surefoot::ad::kernels {
namespace {

// One image, the window over it, and how often that fits.
struct View {
    View(const char* op, const Shape& image, const Window& window) : window(window) {
        if (image.rank() != 4)
            throw ShapeError(fmt::format("{}: {} is not [n, channels, height, width]", op, to_string(image)));
        n = image[0], channels = image[1], height = image[2], width = image[3];
        const auto count = window.positions(op, height, width);
        heights = count[0], widths = count[1];
        constexpr std::int64_t most = std::numeric_limits<int>::max();
        if (std::int64_t{channels} * window.elements() > most || std::int64_t{heights} * widths > most)
            throw ShapeError(fmt::format("{}: {} seen by a window of {} is more than an index can count", op,
                                         to_string(image), to_string(window)));
    }
    int rows() const { return channels * window.elements(); }  // of one sample written out
    int positions() const { return heights * widths; }
    std::ptrdiff_t image() const { return std::ptrdiff_t{channels} * height * width; }
    // The positions [first, last) whose column, j·stride + shift, lies in the image.
    std::array<int, 2> columns_seen(int shift) const {
        const int stride = window.stride[1];
        return {shift >= 0 ? 0 : std::min(widths, (-shift + stride - 1) / stride),
                shift >= width ? 0 : std::min(widths, (width - 1 - shift) / stride + 1)};
    }
    std::ptrdiff_t unfolded() const { return std::ptrdiff_t{rows()} * positions(); }

    const Window& window;
    int n, channels, height, width;  // of the images
    int heights, widths;             // positions
};

// Calls run(image offset, unfolded offset, step in the image, count) for every run of neighbouring positions that look at
// elements of one row of the image with the same element of the window, and zeros(unfolded offset, count) for those beside it.
template <class Run, class Zeros>
void walk(const View& v, Run run, Zeros zeros) {
    const auto [kernel, stride, padding, dilation] = v.window;
    std::ptrdiff_t out = 0;
    for (int c = 0; c < v.channels; ++c)
        for (int p = 0; p < kernel[0]; ++p)
            for (int q = 0; q < kernel[1]; ++q) {
                const int shift = q * dilation[1] - padding[1];
                const auto [first, last] = v.columns_seen(shift);
                for (int i = 0; i < v.heights; ++i, out += v.widths) {
                    const int row = i * stride[0] + p * dilation[0] - padding[0];
                    if (row < 0 || row >= v.height || first >= last) {
                        zeros(out, v.widths);
                        continue;
                    }
                    zeros(out, first);
                    run((std::ptrdiff_t{c} * v.height + row) * v.width + first * stride[1] + shift, out + first,
                        stride[1], last - first);
                    zeros(out + last, v.widths - last);
                }
            }
}

void unfold_one(const View& v, const Real* image, Real* out) {
    walk(
        v,
        [=](std::ptrdiff_t from, std::ptrdiff_t to, int step, int count) {
            if (step == 1)
                std::copy_n(image + from, count, out + to);
            else
                for (int j = 0; j < count; ++j) out[to + j] = image[from + std::ptrdiff_t{j} * step];
        },
        [=](std::ptrdiff_t to, int count) { std::fill_n(out + to, count, Real{0}); });
}

void fold_one(const View& v, const Real* unfolded, Real* image) {
    walk(
        v,
        [=](std::ptrdiff_t to, std::ptrdiff_t from, int step, int count) {
            for (int j = 0; j < count; ++j) image[to + std::ptrdiff_t{j} * step] += unfolded[from + j];
        },
        [](std::ptrdiff_t, int) {});
}

void expect_weight(const char* op, const View& v, const Shape& W) {
    if (W.rank() != 4 || W[1] != v.channels || W[2] != v.window.kernel[0] || W[3] != v.window.kernel[1])
        throw ShapeError(fmt::format("{}: weights {} for images of {} channels and a window of {}", op, to_string(W),
                                     v.channels, to_string(v.window)));
}

void expect_output(const char* op, const View& v, const Shape& y) {
    if (y.rank() != 4 || y[0] != v.n || y[2] != v.heights || y[3] != v.widths)
        throw ShapeError(fmt::format("{}: {} is not [{},out,{},{}]", op, to_string(y), v.n, v.heights, v.widths));
}

// Room for one sample written out; a window of one element that looks at every element needs none.
bool sees_the_image(const View& v) {
    const Window& w = v.window;
    return w.elements() == 1 && w.stride == std::array{1, 1} && w.padding == std::array{0, 0};
}

}  // namespace

Tensor unfold(const Tensor& x, const Window& window) {
    const View v("unfold", x.shape(), window);
    Tensor y = Tensor::uninitialized({v.n, v.rows(), v.positions()});
    Real* out = y.write().data();
    for (int i = 0; i < v.n; ++i) unfold_one(v, x.data() + i * v.image(), out + i * v.unfolded());
    return y;
}

Tensor fold(const Tensor& y, const Window& window, int height, int width) {
    window.positions("fold", height, width);  // throws for what is no window
    const int each = window.elements();
    if (y.rank() != 3 || y.shape()[1] % each != 0)
        throw ShapeError(fmt::format("fold: {} is not [n, channels·{}, positions]", to_string(y.shape()), each));
    Tensor x = Tensor::zeros({y.shape()[0], y.shape()[1] / each, height, width});
    const View v("fold", x.shape(), window);
    if (y.shape()[2] != v.positions())
        throw ShapeError(fmt::format("fold: {} has not {} positions of {} in {}x{}", to_string(y.shape()),
                                     v.positions(), to_string(window), height, width));
    Real* out = x.write().data();
    for (int i = 0; i < v.n; ++i) fold_one(v, y.data() + i * v.unfolded(), out + i * v.image());
    return x;
}

Tensor conv2d(const Tensor& x, const Tensor& W, const Tensor* b, const Window& window) {
    const View v("conv2d", x.shape(), window);
    expect_weight("conv2d", v, W.shape());
    const int out = W.shape()[0], L = v.positions();
    if (b && b->shape() != Shape{out})
        throw ShapeError(
            fmt::format("conv2d: weights {} + {}: b must be [{}]", to_string(W.shape()), to_string(b->shape()), out));
    Tensor y = Tensor::uninitialized({v.n, out, v.heights, v.widths});
    Real* to = y.write().data();
    const Storage seen(sees_the_image(v) ? 0 : v.unfolded());
    for (int i = 0; i < v.n; ++i, to += std::ptrdiff_t{out} * L) {
        const Real* columns = x.data() + i * v.image();
        if (!sees_the_image(v)) {
            unfold_one(v, columns, seen.data());
            columns = seen.data();
        }
        if (b)
            for (std::ptrdiff_t o = 0; o < out; ++o) std::fill_n(to + o * L, L, b->data()[o]);
        gemm(out, v.rows(), L, W.data(), false, columns, false, b ? Real{1} : Real{0}, to);
    }
    return y;
}

Tensor conv2d_input(const Tensor& y, const Tensor& W, const Window& window, int height, int width) {
    if (W.rank() != 4 || y.rank() != 4)
        throw ShapeError(fmt::format("conv2d_input: {} and weights {}: both must be of rank 4", to_string(y.shape()),
                                     to_string(W.shape())));
    Tensor x = Tensor::zeros({y.shape()[0], W.shape()[1], height, width});
    const View v("conv2d_input", x.shape(), window);
    expect_weight("conv2d_input", v, W.shape());
    expect_output("conv2d_input", v, y.shape());
    const int out = W.shape()[0], L = v.positions();
    if (y.shape()[1] != out)
        throw ShapeError(fmt::format("conv2d_input: {} has not the {} channels of weights {}", to_string(y.shape()),
                                     out, to_string(W.shape())));
    Real* to = x.write().data();
    const Storage seen(sees_the_image(v) ? 0 : v.unfolded());
    for (int i = 0; i < v.n; ++i) {
        const Real* from = y.data() + std::ptrdiff_t{i} * out * L;
        Real* image = to + i * v.image();
        if (sees_the_image(v)) {
            gemm(v.rows(), out, L, W.data(), true, from, false, 0, image);
        } else {
            gemm(v.rows(), out, L, W.data(), true, from, false, 0, seen.data());
            fold_one(v, seen.data(), image);
        }
    }
    return x;
}

Tensor conv2d_weight(const Tensor& x, const Tensor& y, const Window& window) {
    const View v("conv2d_weight", x.shape(), window);
    expect_output("conv2d_weight", v, y.shape());
    const int out = y.shape()[1], L = v.positions();
    Tensor W = Tensor::zeros({out, v.channels, window.kernel[0], window.kernel[1]});
    Real* to = W.write().data();
    const Storage seen(sees_the_image(v) ? 0 : v.unfolded());
    for (int i = 0; i < v.n; ++i) {
        const Real* columns = x.data() + i * v.image();
        if (!sees_the_image(v)) {
            unfold_one(v, columns, seen.data());
            columns = seen.data();
        }
        gemm(out, L, v.rows(), y.data() + std::ptrdiff_t{i} * out * L, false, columns, true, 1, to);
    }
    return W;
}

pool::vector<int> window_argmax(const Tensor& x, const Window& window) {
    const View v("max_pool2d", x.shape(), window);
    for (std::size_t k = 0; k < 2; ++k)
        if (window.padding[k] > window.kernel[k] / 2)
            throw ShapeError(
                fmt::format("max_pool2d: a window of {}: padding above half of the kernel", to_string(window)));
    if (x.size() > std::numeric_limits<int>::max())
        throw ShapeError(fmt::format("max_pool2d: {} has more elements than an index can count", to_string(x.shape())));
    pool::vector<int> index(static_cast<std::size_t>(v.n) * static_cast<std::size_t>(v.channels) *
                            static_cast<std::size_t>(v.positions()));
    // Row by row of positions, one element of the window after another: `best` is what was largest so far, and `which` element of
    // the window it was, a real as well, so that both move through the same vectors.
    const Storage rows(2 * std::ptrdiff_t{v.widths});
    pool::vector<int> element_places;  // of each element of the window, from its corner
    for (int p = 0; p < window.kernel[0]; ++p)
        for (int q = 0; q < window.kernel[1]; ++q)
            element_places.push_back(p * window.dilation[0] * v.width + q * window.dilation[1]);
    bool only_padding = false;
    vectorized([=, &v, &only_padding, x = x.data(), where = index.data(), best = rows.data(),
                places = element_places.data(), which = rows.data() + v.widths]() mutable {
        const int widths = v.widths, across = v.window.stride[1];
        for (int plane = 0; plane < v.n * v.channels; ++plane)
            for (int i = 0; i < v.heights; ++i, where += widths) {
                const int top = i * v.window.stride[0] - v.window.padding[0];
                for (int j = 0; j < widths; ++j) which[j] = -1;
                for (int p = 0; p < v.window.kernel[0]; ++p) {
                    const int row = top + p * v.window.dilation[0];
                    if (row < 0 || row >= v.height) continue;
                    for (int q = 0; q < v.window.kernel[1]; ++q) {
                        const int shift = q * v.window.dilation[1] - v.window.padding[1];
                        const auto [first, last] = v.columns_seen(shift);
                        const Real* seen = x + (std::ptrdiff_t{plane} * v.height + row) * v.width + shift;
                        const auto element = static_cast<Real>(p * v.window.kernel[1] + q);
                        for (int j = first; j < last; ++j) {
                            const Real value = seen[std::ptrdiff_t{j} * across];
                            // !(a <= b): larger, or a NaN, which stays once it is there
                            const bool larger = (which[j] < 0) | (!(value <= best[j]) & (best[j] == best[j]));
                            best[j] = larger ? value : best[j];
                            which[j] = larger ? element : which[j];
                        }
                    }
                }
                const int corner = (plane * v.height + top) * v.width - v.window.padding[1];
                for (int j = 0; j < widths; ++j) {
                    only_padding |= which[j] < 0;
                    where[j] = corner + j * across + places[which[j] < 0 ? 0 : static_cast<int>(which[j])];
                }
            }
    });
    if (only_padding)
        throw ShapeError(fmt::format("max_pool2d: a window of {} sees nothing but padding in {}", to_string(window),
                                     to_string(x.shape())));
    return index;
}

}  // namespace surefoot::ad::kernels
