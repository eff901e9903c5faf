#include "autodiff/ops/piecewise.hpp"

#include "autodiff/tape.hpp"

namespace ad {

Var relu(const Var& x) { return apply(Relu{}, x); }
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
Tensor less_equal(const Tensor& a, const Tensor& b) {
    return kernels::zip("less_equal", a, b, [](Real l, Real r) { return Real(l <= r || std::isnan(l)); });
}

Tensor Where::forward(const Tensor& a, const Tensor& b) const {
    const auto fits = [this](const Tensor& x) { return x.rank() == 0 || x.shape() == mask.shape(); };
    if (!fits(a) || !fits(b))
        throw ShapeError(fmt::format("where: a mask {} over {} and {}: both must be of its shape or scalars",
                                     to_string(mask.shape()), to_string(a.shape()), to_string(b.shape())));
    const Tensor left = a.rank() == 0 ? Tensor::full(mask.shape(), a.item()) : a;
    // The chosen side alone reaches the result, so a NaN on the other side does not.
    const Tensor chosen = kernels::zip(name, mask, left, [](Real m, Real l) { return m != 0 ? l : 0; });
    const Tensor right = b.rank() == 0 ? Tensor::full(mask.shape(), b.item()) : b;
    const Tensor other = kernels::zip(name, mask, right, [](Real m, Real r) { return m != 0 ? 0 : r; });
    return kernels::zip(name, chosen, other, std::plus<Real>());
}

}  // namespace ad
