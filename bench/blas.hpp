// OpenBLAS's product of matrices, to measure ours against.
#pragma once

#include "autodiff/real.hpp"

namespace bench {

// As ad::kernels::gemm.
void blas_gemm(int m, int k, int n, const surefoot::ad::Real* A, bool transpose_A, const surefoot::ad::Real* B,
               bool transpose_B, surefoot::ad::Real beta, surefoot::ad::Real* C);

// To be called first in main. OpenBLAS looks at the processor when it is loaded, and older ones do not know newer processors; so
// this starts the program again with the name of the kernels for the vectors that ours use, unless OPENBLAS_CORETYPE is set. It
// runs on one thread.
void choose_blas(char** argv);

// 10⁹ operations a second that the processor does at most, on one core and in registers, with those vectors.
double peak();

}  // namespace bench
