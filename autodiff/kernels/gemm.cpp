#include "autodiff/kernels/gemm.hpp"

#include <cblas.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "autodiff/kernels/vectorized.hpp"
#include "autodiff/storage.hpp"

namespace surefoot::ad::kernels {
namespace {

// More cores go to shards of the batch, not to one small product; and one thread means one order of summation.
[[maybe_unused]] const bool one_thread = (openblas_set_num_threads(1), true);

#ifdef SUREFOOT_SINGLE_PRECISION
constexpr auto blas_gemm = cblas_sgemm;
constexpr auto blas_gemv = cblas_sgemv;
#else
constexpr auto blas_gemm = cblas_dgemm;
constexpr auto blas_gemv = cblas_dgemv;
#endif

CBLAS_TRANSPOSE flag(bool transposed) { return transposed ? CblasTrans : CblasNoTrans; }

// C = a B + beta C for one row a: a sum of B's rows, four at a time. Half of what gemv takes.
void multiply_row(std::ptrdiff_t k, std::ptrdiff_t n, const Real* a, const Real* B, Real beta, Real* C) {
    vectorized([=] {
        for (std::ptrdiff_t j = 0; j < n; ++j) C[j] = beta == 0 ? 0 : C[j];
        std::ptrdiff_t i = 0;
        for (; i + 4 <= k; i += 4) {
            const Real *b = B + i * n, a0 = a[i], a1 = a[i + 1], a2 = a[i + 2], a3 = a[i + 3];
            for (std::ptrdiff_t j = 0; j < n; ++j)
                C[j] += (a0 * b[j] + a1 * b[n + j]) + (a2 * b[2 * n + j] + a3 * b[3 * n + j]);
        }
        for (; i < k; ++i)
            for (std::ptrdiff_t j = 0; j < n; ++j) C[j] += a[i] * B[i * n + j];
    });
}

// Small products, by tiles of C that stay in registers while k goes by: `rows` rows, and 4 or 1 vectors of 64 bytes.
constexpr int lanes = 64 / static_cast<int>(sizeof(Real));
typedef Real Vector __attribute__((vector_size(64)));

struct Operands {
    int k, n;
    const Real* A;
    std::ptrdiff_t row_step, column_step;  // from an element of op(A) to the one below, and to the one beside it
    const Real* B;                         // [k,n]
    const Real* last;                      // [k,lanes]: the columns of B beyond the last whole vector, then zeros
    Real beta;
    Real* C;
};

// The tile at row i and column j, from b on with `step` from one row of B to the next; of each last vector so many columns are
// C's.
template <int rows, int vectors>
void tile(const Operands& o, int i, int j, const Real* b, int step, std::size_t columns = lanes) {
    Vector sum[rows][vectors] = {};
    const Real* a = o.A + i * o.row_step;
    for (int p = 0; p < o.k; ++p, a += o.column_step, b += step) {
        Vector row[vectors];
        std::memcpy(row, b, sizeof row);
        for (int r = 0; r < rows; ++r)
            for (int v = 0; v < vectors; ++v) sum[r][v] += a[r * o.row_step] * row[v];
    }
    for (int r = 0; r < rows; ++r)
        for (int v = 0; v < vectors; ++v) {
            Real* c = o.C + std::ptrdiff_t{i + r} * o.n + j + v * lanes;
            if (o.beta != 0) {
                Vector before = {};
                std::memcpy(&before, c, columns * sizeof(Real));
                sum[r][v] += before;
            }
            std::memcpy(c, &sum[r][v], columns * sizeof(Real));
        }
}

template <int rows>
void band(const Operands& o, int i) {
    int j = 0;
    for (; j + 4 * lanes <= o.n; j += 4 * lanes) tile<rows, 4>(o, i, j, o.B + j, o.n);
    for (; j + lanes <= o.n; j += lanes) tile<rows, 1>(o, i, j, o.B + j, o.n);
    if (j < o.n) tile<rows, 1>(o, i, j, o.last, lanes, static_cast<std::size_t>(o.n - j));
}

bool small(int m, int k, int n) {
    return vectors() == Vectors::avx512 && (n % lanes == 0 || n > 2 * lanes) && m >= 6 &&
           std::ptrdiff_t{k} * n <= 256 * 512;
}

void multiply_small(int m, Operands o) {
    const int whole = o.n / lanes * lanes, rest = o.n - whole;
    const Storage last(rest == 0 ? 0 : std::ptrdiff_t{o.k} * lanes);
    o.last = last.data();
    for (int p = 0; p < o.k && rest > 0; ++p) {
        Real* row = last.data() + std::ptrdiff_t{p} * lanes;
        std::fill(std::copy_n(o.B + std::ptrdiff_t{p} * o.n + whole, rest, row), row + lanes, Real{0});
    }
    vectorized([=] {
        int i = 0;
        for (; i + 6 <= m; i += 6) band<6>(o, i);
        for (; i + 2 <= m; i += 2) band<2>(o, i);
        for (; i < m; ++i) band<1>(o, i);
    });
}

}  // namespace

void gemm(int m, int k, int n, const Real* A, bool ta, const Real* B, bool tb, Real beta, Real* C) {
    if (m == 0 || n == 0) return;
    if (k == 0) {
        if (beta == 0) std::fill_n(C, static_cast<std::ptrdiff_t>(m) * n, Real{0});
    } else if (m == 1 && !tb) {
        multiply_row(k, n, A, B, beta, C);
    } else if (m == 1) {
        blas_gemv(CblasRowMajor, CblasNoTrans, n, k, 1, B, k, A, 1, beta, C, 1);
    } else if (small(m, k, n)) {
        const std::ptrdiff_t row_step = ta ? 1 : k, column_step = ta ? m : 1;
        if (!tb) return multiply_small(m, {k, n, A, row_step, column_step, B, nullptr, beta, C});
        const Storage straightened(std::ptrdiff_t{k} * n);
        Real* out = straightened.data();
        for (int p = 0; p < k; ++p)
            for (int j = 0; j < n; ++j) *out++ = B[std::ptrdiff_t{j} * k + p];
        multiply_small(m, {k, n, A, row_step, column_step, straightened.data(), nullptr, beta, C});
    } else {
        blas_gemm(CblasRowMajor, flag(ta), flag(tb), m, n, k, 1, A, ta ? m : k, B, tb ? k : n, beta, C, n);
    }
}

}  // namespace surefoot::ad::kernels
