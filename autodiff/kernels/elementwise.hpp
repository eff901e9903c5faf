// Kernels, elementwise: one pass over memory for a function of one or two elements.
//
// The folder `kernels` is the only place with loops over reals and with BLAS. Kernels know tensors and nothing of
// tapes. These are templates so that the compiler sees the whole loop.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "autodiff/error.hpp"
#include "autodiff/kernels/vectorized.hpp"
#include "autodiff/tensor.hpp"

namespace surefoot::ad::kernels {

// y[i] = f(x[i]).   f is copied into the loop, so it should hold what it needs by value.
template <class F>
Tensor map(const Tensor& x, F f) {
    Tensor y = Tensor::uninitialized(x.shape());
    const Real* in = x.data();
    Real* out = y.write().data();
    vectorized([=, n = x.size()] {
        for (std::ptrdiff_t i = 0; i < n; ++i) out[i] = f(in[i]);
    });
    return y;
}

// y[i] = f(a[i], b[i]) for equal shapes, or a scalar with anything. Throws ShapeError, naming the op.
template <class F>
Tensor zip(std::string_view op, const Tensor& a, const Tensor& b, F f) {
    if (a.shape() != b.shape()) {
        if (a.rank() == 0) return map(b, [f, s = a.item()](Real x) { return f(s, x); });
        if (b.rank() == 0) return map(a, [f, s = b.item()](Real x) { return f(x, s); });
        throw ShapeError(
            fmt::format("{}: {} and {}: shapes differ, and neither is a scalar; broadcast_to says which is "
                        "meant to grow",
                        op, to_string(a.shape()), to_string(b.shape())));
    }
    Tensor y = Tensor::uninitialized(a.shape());
    const Real *left = a.data(), *right = b.data();
    Real* out = y.write().data();
    vectorized([=, n = a.size()] {
        for (std::ptrdiff_t i = 0; i < n; ++i) out[i] = f(left[i], right[i]);
    });
    return y;
}

// y[i] = mask[i] ≠ 0 ? a[i] : b[i]; a and b have the mask's shape or are scalars, which the caller has checked.
inline Tensor select(const Tensor& mask, const Tensor& a, const Tensor& b) {
    Tensor y = Tensor::uninitialized(mask.shape());
    const Real *m = mask.data(), *left = a.data(), *right = b.data();
    const std::ptrdiff_t left_step = a.rank() != 0, right_step = b.rank() != 0;  // a scalar is read again and again
    Real* out = y.write().data();
    for (std::ptrdiff_t i = 0, n = mask.size(); i < n; ++i)
        out[i] = m[i] != 0 ? left[i * left_step] : right[i * right_step];
    return y;
}

// y[i,j] = clip((x[i,j] − shift[j]) scale[j], −limit, limit).   x: [n,m]   shift, scale: [m]
// Throws ShapeError for other shapes.
inline Tensor standardize_rows(const Tensor& x, const Tensor& shift, const Tensor& scale, Real limit) {
    if (x.rank() != 2 || shift.shape() != Shape{x.shape()[1]} || scale.shape() != shift.shape())
        throw ShapeError(fmt::format("standardize_rows: {} by {} and {}", to_string(x.shape()),
                                     to_string(shift.shape()), to_string(scale.shape())));
    Tensor y = Tensor::uninitialized(x.shape());
    const Real *in = x.data(), *center = shift.data(), *factor = scale.data();
    Real* out = y.write().data();
    for (std::ptrdiff_t i = 0, rows = x.shape()[0], m = x.shape()[1]; i < rows; ++i)
        for (std::ptrdiff_t j = 0; j < m; ++j, ++in, ++out)
            *out = std::clamp((*in - center[j]) * factor[j], -limit, limit);
    return y;
}

// y += scale x, in place. Throws ShapeError unless the shapes are equal, std::logic_error when y is shared.
inline void add_into(Tensor& y, const Tensor& x, Real scale = 1) {
    if (y.shape() != x.shape())
        throw ShapeError(fmt::format("add_into: {} into {}", to_string(x.shape()), to_string(y.shape())));
    const Real* in = x.data();
    Real* out = y.write().data();
    vectorized([=, n = x.size()] {
        for (std::ptrdiff_t i = 0; i < n; ++i) out[i] += scale * in[i];
    });
}

}  // namespace surefoot::ad::kernels
