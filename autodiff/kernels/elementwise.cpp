#include "autodiff/kernels/elementwise.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "autodiff/error.hpp"

namespace surefoot::ad::kernels {

void refuse_shapes(std::string_view op, const Tensor& a, const Tensor& b) {
    throw ShapeError(
        fmt::format("{}: {} and {}: shapes differ, and neither is a scalar; broadcast_to says which is meant to grow",
                    op, to_string(a.shape()), to_string(b.shape())));
}

Tensor select(const Tensor& mask, const Tensor& a, const Tensor& b) {
    Tensor y = Tensor::uninitialized(mask.shape());
    const Real *m = mask.data(), *left = a.data(), *right = b.data();
    const std::ptrdiff_t left_step = a.rank() != 0, right_step = b.rank() != 0;  // a scalar is read again and again
    Real* out = y.write().data();
    for (std::ptrdiff_t i = 0, n = mask.size(); i < n; ++i)
        out[i] = m[i] != 0 ? left[i * left_step] : right[i * right_step];
    return y;
}

Tensor standardize_rows(const Tensor& x, const Tensor& shift, const Tensor& scale, Real limit) {
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

void add_into(Tensor& y, const Tensor& x, Real scale) {
    if (y.shape() != x.shape())
        throw ShapeError(fmt::format("add_into: {} into {}", to_string(x.shape()), to_string(y.shape())));
    const Real* in = x.data();
    Real* out = y.write().data();
    vectorized([=, n = x.size()] {
        for (std::ptrdiff_t i = 0; i < n; ++i) out[i] += scale * in[i];
    });
}

void add_into(std::span<Real> y, std::span<const Real> x) {
    vectorized([out = y.data(), in = x.data(), n = x.size()] {
        for (std::size_t i = 0; i < n; ++i) out[i] += in[i];
    });
}

}  // namespace surefoot::ad::kernels
