#include "bench/blas.hpp"

#include <cblas.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "autodiff/kernels/vectorized.hpp"

using namespace surefoot;
using ad::Real;
using ad::kernels::Vectors;

namespace bench {

void blas_gemm(int m, int k, int n, const Real* A, bool ta, const Real* B, bool tb, Real beta, Real* C) {
    const auto flag = [](bool transposed) { return transposed ? CblasTrans : CblasNoTrans; };
#ifdef SUREFOOT_SINGLE_PRECISION
    constexpr auto gemm = cblas_sgemm;
#else
    constexpr auto gemm = cblas_dgemm;
#endif
    gemm(CblasRowMajor, flag(ta), flag(tb), m, n, k, 1, A, ta ? m : k, B, tb ? k : n, beta, C, n);
}

void choose_blas(char** argv) {
    if (!std::getenv("OPENBLAS_CORETYPE")) {
        const Vectors kind = ad::kernels::vectors();
        setenv("OPENBLAS_CORETYPE",
               kind == Vectors::avx512 ? "SkylakeX"
               : kind == Vectors::avx2 ? "Haswell"
                                       : "Nehalem",
               1);
        execv("/proc/self/exe", argv);
    }
    openblas_set_num_threads(1);
}

namespace {

template <int bytes>
struct Kind {
    typedef Real Vector __attribute__((vector_size(bytes)));
};

// So many steps of x ← x a + b, on as many vectors as hide how long one takes; the operations that they were.
template <int bytes>
[[gnu::always_inline]] inline double multiply_and_add(int steps, Real* out) {
    using Vector = typename Kind<bytes>::Vector;
    constexpr int count = 12, lanes = bytes / static_cast<int>(sizeof(Real));
    Vector x[count], a = Vector{} + out[0], b = Vector{} + out[1];
    for (int v = 0; v < count; ++v)
        x[v] = Vector{} + out[1] * static_cast<Real>(v);  // equal ones would be computed once
    for (int i = 0; i < steps; ++i)
        for (int v = 0; v < count; ++v) x[v] = x[v] * a + b;
    for (int v = 1; v < count; ++v) x[0] += x[v];
    *out += x[0][0];
    return 2.0 * steps * count * lanes;
}

double seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double work(int steps, Real* out) { return multiply_and_add<16>(steps, out); }
#ifdef SUREFOOT_X86_VECTORS
[[gnu::target("avx2,fma")]] double work_avx2(int steps, Real* out) { return multiply_and_add<32>(steps, out); }
[[gnu::target("avx512f,avx512dq,avx512vl,fma")]] double work_avx512(int steps, Real* out) {
    return multiply_and_add<64>(steps, out);
}
#endif

}  // namespace

double peak() {
    auto* at_work = work;
#ifdef SUREFOOT_X86_VECTORS
    if (ad::kernels::vectors() == Vectors::avx512) at_work = work_avx512;
    if (ad::kernels::vectors() == Vectors::avx2) at_work = work_avx2;
#endif
    double best = 0;
    Real numbers[] = {static_cast<Real>(0.5), 1};
    for (int round = 0; round < 20; ++round) {
        const double begin = seconds(), operations = at_work(1'000'000, numbers);
        numbers[0] = static_cast<Real>(0.5);
        best = std::max(best, 1e-9 * operations / (seconds() - begin));
    }
    return best;
}

}  // namespace bench
