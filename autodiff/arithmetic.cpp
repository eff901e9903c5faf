#include "autodiff/arithmetic.hpp"

#include <algorithm>
#include <cmath>

#include "autodiff/kernels/elementwise.hpp"

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

double norm(const Tensor& x) { return std::sqrt(dot(x, x)); }
double max_norm(const Tensor& x) {
    double m = 0;
    for (const Real v : x.values())
        m = std::isnan(v) || std::isnan(m) ? std::nan("") : std::max(m, double{std::abs(v)});
    return m;
}
bool all_finite(const Tensor& x) {
    const auto values = x.values();
    return std::all_of(values.begin(), values.end(), [](Real v) { return std::isfinite(v); });
}

}  // namespace surefoot::ad
