#include "autodiff/kernels/reduce.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include "autodiff/error.hpp"
#include "autodiff/kernels/vectorized.hpp"

namespace surefoot::ad::kernels {
namespace {

using Strides = std::array<std::ptrdiff_t, 4>;

// Row-major strides of a padded shape, 0 along the axes that broadcast.
Strides strides(const std::array<int, 4>& extents) {
    Strides s{};
    std::ptrdiff_t step = 1;
    for (std::size_t k = 4; k-- > 0; step *= extents[k]) s[k] = extents[k] == 1 ? 0 : step;
    return s;
}

// Calls row(offset in big, offset in small) for each innermost row of the big shape.
template <class Row>
void for_each_row(const std::array<int, 4>& big, const Strides& small, Row row) {
    std::ptrdiff_t at = 0;
    for (int i = 0; i < big[0]; ++i)
        for (int j = 0; j < big[1]; ++j)
            for (int k = 0; k < big[2]; ++k, at += big[3]) row(at, i * small[0] + j * small[1] + k * small[2]);
}

Real sum_of(const Real* x, int n) {
    std::array<double, 4> lanes{};
    int i = 0;
    for (; i + 4 <= n; i += 4)
        for (std::size_t k = 0; k < 4; ++k) lanes[k] += double{x[i + static_cast<int>(k)]};
    for (; i < n; ++i) lanes[0] += double{x[i]};
    return static_cast<Real>((lanes[0] + lanes[2]) + (lanes[1] + lanes[3]));
}

AxisView nonempty(std::string_view op, const Tensor& x, int axis) {
    const AxisView view = around(x.shape(), axis);
    if (view.extent == 0)
        throw ShapeError(
            fmt::format("{}: axis {} of {} is empty: nothing has no maximum", op, axis, to_string(x.shape())));
    return view;
}

// The first index of the maximum along an axis; of a NaN, when there is one.
std::ptrdiff_t argmax(const Real* x, std::ptrdiff_t extent, std::ptrdiff_t stride) {
    std::ptrdiff_t best = 0;
    for (std::ptrdiff_t j = 1; j < extent && !std::isnan(x[best * stride]); ++j)
        if (!(x[j * stride] <= x[best * stride])) best = j;
    return best;
}

// log Σ exp(x − m), m the maximum, which stands at `top`. Its own term is 1, so that the others, however small, count.
double log_sum_above(const Real* x, std::ptrdiff_t extent, std::ptrdiff_t stride, std::ptrdiff_t top) {
    const double m = x[top * stride];
    double others = 0;
    for (std::ptrdiff_t j = 0; j < extent; ++j)
        if (j != top) others += std::exp(double{x[j * stride]} - m);
    return std::log1p(others);
}

}  // namespace

bool broadcasts(const Shape& from, const Shape& to) {
    if (from.rank() > to.rank()) return false;
    for (int k = 1; k <= from.rank(); ++k)
        if (from[-k] != to[-k] && from[-k] != 1) return false;
    return true;
}

Tensor broadcast_to(const Tensor& x, const Shape& shape) {
    if (!broadcasts(x.shape(), shape))
        throw ShapeError(
            fmt::format("broadcast_to: {} does not grow to {}: extents, aligned at the last axis, must be equal or 1",
                        to_string(x.shape()), to_string(shape)));
    Tensor y = Tensor::uninitialized(shape);
    Real* out = y.write().data();
    const auto big = shape.padded();
    const Strides small = strides(x.shape().padded());
    for_each_row(big, small, [&](std::ptrdiff_t to, std::ptrdiff_t from) {
        const Real* in = x.data() + from;
        if (small[3] == 0)
            for (int l = 0; l < big[3]; ++l) out[to + l] = *in;
        else
            for (int l = 0; l < big[3]; ++l) out[to + l] = in[l];
    });
    return y;
}

Tensor sum_to(const Tensor& x, const Shape& shape) {
    if (!broadcasts(shape, x.shape()))
        throw ShapeError(
            fmt::format("sum_to: {} does not sum to {}: extents, aligned at the last axis, must be equal or 1",
                        to_string(x.shape()), to_string(shape)));
    Tensor y = Tensor::zeros(shape);
    Real* out = y.write().data();
    const auto big = x.shape().padded();
    const auto target = shape.padded();
    if (shape.size() == 1) {  // everything: one long sum
        if (x.size() > 0) {
            double total = 0;
            constexpr std::ptrdiff_t piece = 512;
            for (std::ptrdiff_t i = 0; i < x.size(); i += piece)
                total += double{sum_of(x.data() + i, static_cast<int>(std::min(piece, x.size() - i)))};
            out[0] = static_cast<Real>(total);
        }
        return y;
    }
    const Strides small = strides(target);
    vectorized([=, in = x.data()] {
        for_each_row(big, small, [=](std::ptrdiff_t from, std::ptrdiff_t to) {
            if (small[3] == 0)
                out[to] += sum_of(in + from, big[3]);
            else
                for (int l = 0; l < big[3]; ++l) out[to + l] += in[from + l];
        });
    });
    return y;
}

Tensor max(const Tensor& x, int axis) {
    const AxisView v = nonempty("max", x, axis);
    Tensor y = Tensor::uninitialized(x.shape().without(axis));
    Real* out = y.write().data();
    for (std::ptrdiff_t i = 0; i < v.outer; ++i)
        for (std::ptrdiff_t k = 0; k < v.inner; ++k) {
            const Real* lane = x.data() + i * v.extent * v.inner + k;
            out[i * v.inner + k] = lane[argmax(lane, v.extent, v.inner) * v.inner];
        }
    return y;
}

Tensor max_magnitude(const Tensor& x, int axis) {
    const AxisView v = around(x.shape(), axis);
    Tensor y = Tensor::zeros(x.shape().without(axis));
    Real* out = y.write().data();
    for (std::ptrdiff_t i = 0; i < v.outer; ++i)
        for (std::ptrdiff_t j = 0; j < v.extent; ++j)
            for (std::ptrdiff_t k = 0; k < v.inner; ++k) {
                const Real size = std::abs(x.data()[(i * v.extent + j) * v.inner + k]);
                Real& most = out[i * v.inner + k];
                if (!(size <= most)) most = std::isnan(most) ? most : size;
            }
    return y;
}

Tensor first_max(const Tensor& x, int axis) {
    const AxisView v = nonempty("max", x, axis);
    Tensor mask = Tensor::zeros(x.shape());
    Real* out = mask.write().data();
    for (std::ptrdiff_t i = 0; i < v.outer; ++i)
        for (std::ptrdiff_t k = 0; k < v.inner; ++k) {
            const std::ptrdiff_t lane = i * v.extent * v.inner + k;
            out[lane + argmax(x.data() + lane, v.extent, v.inner) * v.inner] = 1;
        }
    return mask;
}

Tensor log_sum_exp(const Tensor& x, int axis) {
    const AxisView v = nonempty("log_sum_exp", x, axis);
    Tensor y = Tensor::uninitialized(x.shape().without(axis));
    Real* out = y.write().data();
    for (std::ptrdiff_t i = 0; i < v.outer; ++i)
        for (std::ptrdiff_t k = 0; k < v.inner; ++k) {
            const Real* lane = x.data() + i * v.extent * v.inner + k;
            const std::ptrdiff_t top = argmax(lane, v.extent, v.inner);
            const Real m = lane[top * v.inner];
            // All −∞, or any +∞: the sum is the maximum itself, and ∞ − ∞ would be NaN.
            out[i * v.inner + k] =
                std::isinf(m) ? m : static_cast<Real>(double{m} + log_sum_above(lane, v.extent, v.inner, top));
        }
    return y;
}

Tensor log_softmax(const Tensor& x, int axis) {
    const AxisView v = nonempty("log_softmax", x, axis);
    Tensor y = Tensor::uninitialized(x.shape());
    Real* out = y.write().data();
    for (std::ptrdiff_t i = 0; i < v.outer; ++i)
        for (std::ptrdiff_t k = 0; k < v.inner; ++k) {
            const std::ptrdiff_t begin = i * v.extent * v.inner + k;
            const Real* lane = x.data() + begin;
            const std::ptrdiff_t top = argmax(lane, v.extent, v.inner);
            const double m = lane[top * v.inner];
            const double log_sum = std::isinf(m) ? std::nan("") : log_sum_above(lane, v.extent, v.inner, top);
            for (std::ptrdiff_t j = 0; j < v.extent; ++j)
                out[begin + j * v.inner] = static_cast<Real>((double{lane[j * v.inner]} - m) - log_sum);
        }
    return y;
}

Tensor cumsum(const Tensor& x, int axis, bool backwards) {
    const AxisView v = around(x.shape(), axis);
    Tensor y = Tensor::uninitialized(x.shape());
    const Real* in = x.data();
    Real* out = y.write().data();
    for (std::ptrdiff_t i = 0; i < v.outer; ++i)
        for (std::ptrdiff_t k = 0; k < v.inner; ++k) {
            double sum = 0;
            for (std::ptrdiff_t j = 0; j < v.extent; ++j) {
                const std::ptrdiff_t at = (i * v.extent + (backwards ? v.extent - 1 - j : j)) * v.inner + k;
                out[at] = static_cast<Real>(sum += double{in[at]});
            }
        }
    return y;
}

}  // namespace surefoot::ad::kernels
