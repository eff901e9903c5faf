#include "autodiff/kernels/qr.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "autodiff/error.hpp"

#ifdef SUREFOOT_SINGLE_PRECISION
#define SUREFOOT_LAPACK(name) s##name##_
#else
#define SUREFOOT_LAPACK(name) d##name##_
#endif

extern "C" {  // Fortran, which has matrices column by column
void SUREFOOT_LAPACK(geqrf)(const int* m, const int* n, surefoot::ad::Real* A, const int* lda, surefoot::ad::Real* tau,
                            surefoot::ad::Real* work, const int* work_size, int* info);
void SUREFOOT_LAPACK(orgqr)(const int* m, const int* n, const int* k, surefoot::ad::Real* A, const int* lda,
                            const surefoot::ad::Real* tau, surefoot::ad::Real* work, const int* work_size, int* info);
}

namespace surefoot::ad::kernels {

Tensor orthonormal_rows(const Tensor& A) {
    if (A.rank() != 2 || A.shape()[0] > A.shape()[1])
        throw ShapeError(fmt::format("orthonormal_rows: {} has more rows than columns", to_string(A.shape())));
    const int count = A.shape()[0], length = A.shape()[1];
    if (count == 0) return A;
    Tensor Q = Tensor::uninitialized(A.shape());
    Real* q = Q.write().data();  // the rows, which Fortran sees as columns
    std::copy_n(A.data(), A.size(), q);

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
    return Q;
}

}  // namespace surefoot::ad::kernels
