#include "autodiff/ops/piecewise.hpp"

#include <fmt/format.h>

#include "autodiff/apply.hpp"
#include "autodiff/error.hpp"
#include "autodiff/rules/piecewise.hpp"

namespace surefoot::ad {

Var relu(const Var& x) { return apply(Relu{}, x); }
Var abs(const Var& x) { return apply(Abs{}, x); }
Var minimum(const Var& a, const Var& b) { return apply(Minimum{}, a, b); }
Var maximum(const Var& a, const Var& b) { return apply(Maximum{}, a, b); }
Var where(const Tensor& mask, const Var& a, const Var& b) { return apply(Where{mask}, a, b); }

Var clip(const Var& x, Real low, Real high) {
    if (!(low <= high)) throw ShapeError(fmt::format("clip: low {} is above high {}", low, high));
    return apply(Clip{low, high}, x);
}

Tensor greater(const Tensor& a, const Tensor& b) {
    return kernels::zip("greater", a, b, [](Real l, Real r) { return Real(l > r); });
}
Tensor greater_equal(const Tensor& a, const Tensor& b) {
    return kernels::zip("greater_equal", a, b, [](Real l, Real r) { return Real(l >= r || std::isnan(l)); });
}
Tensor less_equal(const Tensor& a, const Tensor& b) {
    return kernels::zip("less_equal", a, b, [](Real l, Real r) { return Real(l <= r || std::isnan(l)); });
}

Tensor Where::forward(const Tensor& a, const Tensor& b) const {
    const auto fits = [this](const Tensor& x) { return x.rank() == 0 || x.shape() == mask.shape(); };
    if (!fits(a) || !fits(b))
        throw ShapeError(fmt::format("where: a mask {} over {} and {}: both must be of its shape or scalars",
                                     to_string(mask.shape()), to_string(a.shape()), to_string(b.shape())));
    return kernels::select(mask, a, b);  // the chosen side alone reaches the result, so a NaN on the other does not
}

}  // namespace surefoot::ad
