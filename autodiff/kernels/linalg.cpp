#include "autodiff/kernels/linalg.hpp"

#include <cblas.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "autodiff/error.hpp"
#include "autodiff/kernels/vectorized.hpp"

namespace ad::kernels {
namespace {

// More cores go to shards of the batch, not to one small product; and one thread means one order of summation.
[[maybe_unused]] const bool one_thread = (openblas_set_num_threads(1), true);

struct Extents {
    int m, k, n;  // op(A): [m,k], op(B): [k,n]
};

Extents product_extents(const Tensor& A, bool ta, const Tensor& B, bool tb) {
    const auto described = [&] {
        return fmt::format("matmul: {}{} x {}{}", to_string(A.shape()), ta ? "ᵀ" : "", to_string(B.shape()),
                           tb ? "ᵀ" : "");
    };
    if (A.rank() != 2 || B.rank() != 2) throw ShapeError(described() + ": both must be matrices");
    const auto [m, k] = ta ? std::array{A.shape()[1], A.shape()[0]} : std::array{A.shape()[0], A.shape()[1]};
    const auto [l, n] = tb ? std::array{B.shape()[1], B.shape()[0]} : std::array{B.shape()[0], B.shape()[1]};
    if (k != l) throw ShapeError(fmt::format("{}: inner dimensions {} and {} differ", described(), k, l));
    return {m, k, n};
}

CBLAS_TRANSPOSE flag(bool transposed) { return transposed ? CblasTrans : CblasNoTrans; }

#ifdef SUREFOOT_SINGLE_PRECISION
constexpr auto gemm = cblas_sgemm;
constexpr auto gemv = cblas_sgemv;
#else
constexpr auto gemm = cblas_dgemm;
constexpr auto gemv = cblas_dgemv;
#endif

// C = a B + beta C for one row a: a sum of B's rows, four at a time. One observation costs half of what gemv takes.
void multiply_row(int k, int n, const Real* a, const Real* B, Real beta, Real* C) {
    vectorized([=] {
        for (int j = 0; j < n; ++j) C[j] = beta == 0 ? 0 : beta * C[j];
        int i = 0;
        for (; i + 4 <= k; i += 4) {
            const Real *b = B + std::ptrdiff_t{i} * n, a0 = a[i], a1 = a[i + 1], a2 = a[i + 2], a3 = a[i + 3];
            for (int j = 0; j < n; ++j) C[j] += (a0 * b[j] + a1 * b[n + j]) + (a2 * b[2 * n + j] + a3 * b[3 * n + j]);
        }
        for (; i < k; ++i)
            for (int j = 0; j < n; ++j) C[j] += a[i] * B[std::ptrdiff_t{i} * n + j];
    });
}

// C = op(A) op(B) + beta C
void multiply(Extents e, const Tensor& A, bool ta, const Tensor& B, bool tb, Real beta, Real* C) {
    if (e.m == 0 || e.n == 0) return;
    if (e.k == 0) {
        if (beta == 0) std::fill_n(C, static_cast<std::ptrdiff_t>(e.m) * e.n, Real{0});
    } else if (e.m == 1 && !tb) {
        multiply_row(e.k, e.n, A.data(), B.data(), beta, C);
    } else if (e.m == 1) {  // C = B a, four times faster than a general product
        const auto [rows, columns] = std::array{B.shape()[0], B.shape()[1]};
        gemv(CblasRowMajor, CblasNoTrans, rows, columns, 1, B.data(), columns, A.data(), 1, beta, C, 1);
    } else {
        gemm(CblasRowMajor, flag(ta), flag(tb), e.m, e.n, e.k, 1, A.data(), A.shape()[1], B.data(), B.shape()[1], beta,
             C, e.n);
    }
}

}  // namespace

Tensor matmul(const Tensor& A, bool ta, const Tensor& B, bool tb) {
    const Extents e = product_extents(A, ta, B, tb);
    Tensor C = Tensor::uninitialized({e.m, e.n});
    multiply(e, A, ta, B, tb, 0, C.write().data());
    return C;
}

void matmul_into(Tensor& C, const Tensor& A, bool ta, const Tensor& B, bool tb) {
    const Extents e = product_extents(A, ta, B, tb);
    if (C.shape() != Shape{e.m, e.n})
        throw ShapeError(fmt::format("matmul: a product [{},{}] into {}", e.m, e.n, to_string(C.shape())));
    multiply(e, A, ta, B, tb, 1, C.write().data());
}

Tensor affine(const Tensor& x, const Tensor& W, const Tensor& b) {
    const Extents e = product_extents(x, false, W, false);
    if (b.shape() != Shape{e.n})
        throw ShapeError(fmt::format("affine: {} x {} + {}: b must be [{}]", to_string(x.shape()), to_string(W.shape()),
                                     to_string(b.shape()), e.n));
    Tensor y = Tensor::uninitialized({e.m, e.n});
    Real* out = y.write().data();
    for (std::ptrdiff_t i = 0; i < e.m; ++i) std::copy_n(b.data(), e.n, out + i * e.n);
    multiply(e, x, false, W, false, 1, out);
    return y;
}

double dot(const Tensor& x, const Tensor& y) {
    if (x.size() != y.size())
        throw ShapeError(fmt::format("dot: {} and {}: sizes differ", to_string(x.shape()), to_string(y.shape())));
    std::array<double, 8> lanes{};  // eight sums side by side: faster, and smaller rounding errors
    const std::ptrdiff_t n = x.size(), whole = n - n % 8;
    const Real *a = x.data(), *b = y.data();
    for (std::ptrdiff_t i = 0; i < whole; i += 8)
        for (std::size_t k = 0; k < 8; ++k)
            lanes[k] += double{a[i + static_cast<std::ptrdiff_t>(k)]} * double{b[i + static_cast<std::ptrdiff_t>(k)]};
    for (std::ptrdiff_t i = whole; i < n; ++i) lanes[0] += double{a[i]} * double{b[i]};
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

}  // namespace ad::kernels
