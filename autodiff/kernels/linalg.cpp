#include "autodiff/kernels/linalg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "autodiff/error.hpp"
#include "autodiff/kernels/gemm.hpp"
#include "autodiff/kernels/vectorized.hpp"

namespace surefoot::ad::kernels {
namespace {

struct Extents {
    int m, k, n;           // op(A): [m,k], op(B): [k,n]
    std::ptrdiff_t count;  // how many products, one behind the other
};

Extents product_extents(const Tensor& A, bool ta, const Tensor& B, bool tb) {
    const auto described = [&] {
        return fmt::format("matmul: {}{} x {}{}", to_string(A.shape()), ta ? "ᵀ" : "", to_string(B.shape()),
                           tb ? "ᵀ" : "");
    };
    if (A.rank() < 2 || B.rank() != A.rank())
        throw ShapeError(described() + ": both must be matrices, or both as many of them");
    const auto [m, k] = ta ? std::array{A.shape()[-1], A.shape()[-2]} : std::array{A.shape()[-2], A.shape()[-1]};
    const auto [l, n] = tb ? std::array{B.shape()[-1], B.shape()[-2]} : std::array{B.shape()[-2], B.shape()[-1]};
    if (k != l) throw ShapeError(fmt::format("{}: inner dimensions {} and {} differ", described(), k, l));
    std::ptrdiff_t count = 1;
    for (int axis = 0; axis < A.rank() - 2; ++axis) {
        if (A.shape()[axis] != B.shape()[axis])
            throw ShapeError(fmt::format("{}: {} and {} matrices", described(), A.shape()[axis], B.shape()[axis]));
        count *= A.shape()[axis];
    }
    return {m, k, n, count};
}

Shape product_shape(const Tensor& A, const Extents& e) { return A.shape().with(-2, e.m).with(-1, e.n); }

void multiply(Extents e, const Tensor& A, bool ta, const Tensor& B, bool tb, Real beta, Real* C) {
    const std::ptrdiff_t a = std::ptrdiff_t{e.m} * e.k, b = std::ptrdiff_t{e.k} * e.n, c = std::ptrdiff_t{e.m} * e.n;
    for (std::ptrdiff_t i = 0; i < e.count; ++i)
        gemm(e.m, e.k, e.n, A.data() + i * a, ta, B.data() + i * b, tb, beta, C + i * c);
}

}  // namespace

Tensor matmul(const Tensor& A, bool ta, const Tensor& B, bool tb) {
    const Extents e = product_extents(A, ta, B, tb);
    Tensor C = Tensor::uninitialized(product_shape(A, e));
    multiply(e, A, ta, B, tb, 0, C.write().data());
    return C;
}

void matmul_into(Tensor& C, const Tensor& A, bool ta, const Tensor& B, bool tb) {
    const Extents e = product_extents(A, ta, B, tb);
    if (C.shape() != product_shape(A, e))
        throw ShapeError(
            fmt::format("matmul: a product {} into {}", to_string(product_shape(A, e)), to_string(C.shape())));
    multiply(e, A, ta, B, tb, 1, C.write().data());
}

Tensor affine(const Tensor& x, const Tensor& W, bool tw, const Tensor& b) {
    const Extents e = product_extents(x, false, W, tw);
    if (x.rank() != 2)
        throw ShapeError(fmt::format("affine: {} and {} must be matrices", to_string(x.shape()), to_string(W.shape())));
    if (b.shape() != Shape{e.n})
        throw ShapeError(fmt::format("affine: {} x {} + {}: b must be [{}]", to_string(x.shape()), to_string(W.shape()),
                                     to_string(b.shape()), e.n));
    Tensor y = Tensor::uninitialized({e.m, e.n});
    gemm_with_bias(e.m, e.k, e.n, x.data(), W.data(), tw, b.data(), y.write().data());
    return y;
}

double dot(const Tensor& x, const Tensor& y) {
    if (x.size() != y.size())
        throw ShapeError(fmt::format("dot: {} and {}: sizes differ", to_string(x.shape()), to_string(y.shape())));
    constexpr int lanes = 16;  // sums side by side: faster, and smaller rounding errors
    double sum = 0;
    vectorized([n = x.size(), a = x.data(), b = y.data(), out = &sum] {
        std::array<double, lanes> sums{};
        std::ptrdiff_t i = 0;
        for (; i + lanes <= n; i += lanes)
            for (std::size_t k = 0; k < lanes; ++k) {
                const std::ptrdiff_t at = i + static_cast<std::ptrdiff_t>(k);
                sums[k] += double{a[at]} * double{b[at]};
            }
        for (; i < n; ++i) sums[0] += double{a[i]} * double{b[i]};
        for (std::size_t half = lanes / 2; half > 0; half /= 2)
            for (std::size_t k = 0; k < half; ++k) sums[k] += sums[k + half];
        *out = sums[0];
    });
    return sum;
}

}  // namespace surefoot::ad::kernels
