#include "autodiff/arithmetic.hpp"

#include <algorithm>
#include <cmath>

#include "autodiff/kernels/elementwise.hpp"

namespace ad {

Tensor operator+(const Tensor& a, const Tensor& b) { return kernels::zip("add", a, b, std::plus<Real>()); }
Tensor operator-(const Tensor& a, const Tensor& b) { return kernels::zip("sub", a, b, std::minus<Real>()); }
Tensor operator*(const Tensor& a, const Tensor& b) { return kernels::zip("mul", a, b, std::multiplies<Real>()); }
Tensor operator*(Real s, const Tensor& x) {
    return kernels::map(x, [s](Real v) { return s * v; });
}

double norm(const Tensor& x) { return std::sqrt(dot(x, x)); }
bool all_finite(const Tensor& x) {
    return std::ranges::all_of(x.values(), [](Real v) { return std::isfinite(v); });
}

}  // namespace ad
