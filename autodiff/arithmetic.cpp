#include "autodiff/arithmetic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "autodiff/error.hpp"
#include "autodiff/kernels/elementwise.hpp"
#include "autodiff/kernels/layout.hpp"
#include "autodiff/kernels/linalg.hpp"
#include "autodiff/kernels/qr.hpp"
#include "autodiff/kernels/reduce.hpp"

namespace surefoot::ad {

namespace {

// zip alone would let a scalar stand beside anything.
template <class F>
Tensor of_equals(std::string_view op, const Tensor& a, const Tensor& b, F f) {
    if (a.shape() != b.shape())
        throw ShapeError(fmt::format("{}: {} and {}: shapes differ", op, to_string(a.shape()), to_string(b.shape())));
    return kernels::zip(op, a, b, f);
}

}  // namespace

Tensor operator+(const Tensor& a, const Tensor& b) { return of_equals("add", a, b, std::plus<Real>()); }
Tensor operator-(const Tensor& a, const Tensor& b) { return of_equals("sub", a, b, std::minus<Real>()); }
Tensor operator*(const Tensor& a, const Tensor& b) { return of_equals("mul", a, b, std::multiplies<Real>()); }
Tensor operator*(Real s, const Tensor& x) {
    return kernels::map(x, [s](Real v) { return s * v; });
}

Tensor operator/(const Tensor& x, Real s) {
    return kernels::map(x, [s](Real v) { return v / s; });
}
void add_into(Tensor& y, const Tensor& x, Real scale) { kernels::add_into(y, x, scale); }
void add_into(std::span<Real> y, std::span<const Real> x) { kernels::add_into(y, x); }

double dot(const Tensor& x, const Tensor& y) { return kernels::dot(x, y); }
Tensor max_magnitude(const Tensor& x, int axis) { return kernels::max_magnitude(x, axis); }
Tensor gather_rows(const Tensor& x, std::span<const int> rows) { return kernels::gather_rows(x, rows); }
Tensor gather_rows(std::span<const std::uint8_t> bytes, const Shape& row, std::span<const int> rows, Real unit) {
    return kernels::gather_rows(bytes, row, rows, unit);
}
Tensor concatenate(std::span<const Tensor> x, int axis) { return kernels::concatenate(x, axis); }
Tensor standardize_rows(const Tensor& x, const Tensor& shift, const Tensor& scale, Real limit) {
    return kernels::standardize_rows(x, shift, scale, limit);
}
Tensor orthonormal_rows(const Tensor& A) { return kernels::orthonormal_rows(A); }

double norm(const Tensor& x) { return std::sqrt(dot(x, x)); }
double max_norm(const Tensor& x) {
    double m = 0;
    for (const Real v : x.values())
        m = std::isnan(v) || std::isnan(m) ? std::nan("") : std::max(m, double{std::abs(v)});
    return m;
}
bool all_finite(const Tensor& x) {
    // A number times 0 is 0, and only what is none is NaN then, as is any sum with it.
    Real sum = 0;
    kernels::vectorized([values = x.data(), n = x.size(), out = &sum] {
        Real lanes[16] = {};
        std::ptrdiff_t i = 0;
        for (; i + 16 <= n; i += 16)
            for (int k = 0; k < 16; ++k) lanes[k] += values[i + k] * 0;
        for (; i < n; ++i) lanes[0] += values[i] * 0;
        for (const Real lane : lanes) *out += lane;
    });
    return sum == 0;
}

}  // namespace surefoot::ad
