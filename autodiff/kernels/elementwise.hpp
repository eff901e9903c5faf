// Kernels, elementwise: one pass over memory for a function of one or two elements.
//
// The folder `kernels` is the only place with loops over reals and with BLAS. Kernels know tensors and nothing of
// tapes. These are templates so that the compiler sees the whole loop.
#pragma once

#include <string_view>

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

[[noreturn]] void refuse_shapes(std::string_view op, const Tensor& a, const Tensor& b);  // throws ShapeError

// y[i] = f(a[i], b[i]) for equal shapes, or a scalar with anything. Throws ShapeError, naming the op.
template <class F>
Tensor zip(std::string_view op, const Tensor& a, const Tensor& b, F f) {
    if (a.shape() != b.shape()) {
        if (a.rank() == 0) return map(b, [f, s = a.item()](Real x) { return f(s, x); });
        if (b.rank() == 0) return map(a, [f, s = b.item()](Real x) { return f(x, s); });
        refuse_shapes(op, a, b);
    }
    Tensor y = Tensor::uninitialized(a.shape());
    const Real *left = a.data(), *right = b.data();
    Real* out = y.write().data();
    vectorized([=, n = a.size()] {
        for (std::ptrdiff_t i = 0; i < n; ++i) out[i] = f(left[i], right[i]);
    });
    return y;
}

// y[i] = f(i), and y[i] += f(i), in place: of a shape what is to be found at each position.
template <class F>
Tensor at_each(const Shape& shape, F f) {
    Tensor y = Tensor::uninitialized(shape);
    vectorized([f, out = y.write().data(), n = y.size()] {
        for (std::ptrdiff_t i = 0; i < n; ++i) out[i] = f(i);
    });
    return y;
}
template <class F>
void add_at_each(Tensor& y, F f) {
    vectorized([f, out = y.write().data(), n = y.size()] {
        for (std::ptrdiff_t i = 0; i < n; ++i) out[i] += f(i);
    });
}

// y[i] = mask[i] ≠ 0 ? a[i] : b[i]; a and b have the mask's shape or are scalars, which the caller has checked.
Tensor select(const Tensor& mask, const Tensor& a, const Tensor& b);

// y[i,j] = clip((x[i,j] − shift[j]) scale[j], −limit, limit).   x: [n,m]   shift, scale: [m]
// Throws ShapeError for other shapes.
Tensor standardize_rows(const Tensor& x, const Tensor& shift, const Tensor& scale, Real limit);

// y += scale x, in place. Throws ShapeError unless the shapes are equal, std::logic_error when y is shared.
void add_into(Tensor& y, const Tensor& x, Real scale = 1);
void add_into(std::span<Real> y, std::span<const Real> x);

}  // namespace surefoot::ad::kernels
