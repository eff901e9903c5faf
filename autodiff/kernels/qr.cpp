#include "autodiff/kernels/qr.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "autodiff/error.hpp"
#ifdef SUREFOOT_BLAS
#include <cblas.h>
#else
#include "autodiff/kernels/gemm.hpp"
#endif

namespace surefoot::ad::kernels {
namespace {

#ifdef SUREFOOT_BLAS

#ifdef SUREFOOT_SINGLE_PRECISION
#define SUREFOOT_LAPACK(name) s##name##_
#else
#define SUREFOOT_LAPACK(name) d##name##_
#endif

extern "C" {  // Fortran, which has matrices column by column
void SUREFOOT_LAPACK(geqrf)(const int* m, const int* n, Real* A, const int* lda, Real* tau, Real* work,
                            const int* work_size, int* info);
void SUREFOOT_LAPACK(orgqr)(const int* m, const int* n, const int* k, Real* A, const int* lda, const Real* tau,
                            Real* work, const int* work_size, int* info);
}

// One thread means one order of summation.
[[maybe_unused]] const bool one_thread = (openblas_set_num_threads(1), true);

// The rows are what Fortran sees as columns.
void make_orthonormal(int count, int length, Real* q) {
    const int block = 64, work_size = count * block;
    pool::vector<Real> reflections(static_cast<std::size_t>(count)), work(static_cast<std::size_t>(work_size));
    int info = 0;
    SUREFOOT_LAPACK(geqrf)(&length, &count, q, &length, reflections.data(), work.data(), &work_size, &info);
    pool::vector<bool> negative;  // diagonal of R
    for (std::ptrdiff_t i = 0; i < count; ++i) negative.push_back(q[i * length + i] < 0);
    SUREFOOT_LAPACK(orgqr)(&length, &count, &count, q, &length, reflections.data(), work.data(), &work_size, &info);
    for (std::ptrdiff_t i = 0; i < count; ++i)
        if (negative[static_cast<std::size_t>(i)])
            std::transform(q + i * length, q + (i + 1) * length, q + i * length, std::negate<Real>());
}

#else

// Gram and Schmidt's, in blocks of rows so that most of it is products. What rounding leaves of the earlier rows the second pass
// takes away, and twice is enough (Giraud, Langou and Rozložník 2005).
void make_orthonormal(int count, int length, Real* q) {
    constexpr int block = 32;
    pool::vector<Real> shares(static_cast<std::size_t>(block) * static_cast<std::size_t>(count));
    const auto row = [=](int i) { return q + std::ptrdiff_t{i} * length; };
    for (int begin = 0; begin < count; begin += block) {
        const int rows = std::min(block, count - begin);
        for (int pass = 0; pass < 2; ++pass) {
            if (begin > 0) {  // part −= (part Qᵀ) Q
                gemm(rows, length, begin, row(begin), false, q, true, 0, shares.data());
                for (int l = 0; l < rows * begin; ++l) shares[static_cast<std::size_t>(l)] *= -1;
                gemm(rows, begin, length, shares.data(), false, q, false, 1, row(begin));
            }
            for (int i = begin; i < begin + rows; ++i) {
                const auto dot = [=](const Real* x) {
                    double sum = 0;
                    for (int l = 0; l < length; ++l) sum += double{row(i)[l]} * double{x[l]};
                    return sum;
                };
                for (int j = begin; j < i; ++j) {
                    const auto share = static_cast<Real>(dot(row(j)));
                    for (int l = 0; l < length; ++l) row(i)[l] -= share * row(j)[l];
                }
                const auto scale = static_cast<Real>(1 / std::sqrt(dot(row(i))));
                for (int l = 0; l < length; ++l) row(i)[l] *= scale;
            }
        }
    }
}

#endif

}  // namespace

Tensor orthonormal_rows(const Tensor& A) {
    if (A.rank() != 2 || A.shape()[0] > A.shape()[1])
        throw ShapeError(fmt::format("orthonormal_rows: {} has more rows than columns", to_string(A.shape())));
    if (A.shape()[0] == 0) return A;
    Tensor Q = Tensor::uninitialized(A.shape());
    std::ranges::copy(A.values(), Q.write().begin());
    make_orthonormal(A.shape()[0], A.shape()[1], Q.write().data());
    return Q;
}

}  // namespace surefoot::ad::kernels
