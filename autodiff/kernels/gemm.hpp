// Kernels, gemm: the matrix product on plain reals. OpenBLAS on one thread, but for two cases that loops of our own do
// in half the time: one row times a matrix, and small products on processors with 512-bit vectors.   docs/18 §5
#pragma once

#include "autodiff/real.hpp"

namespace surefoot::ad::kernels {

// C = op(A) op(B) + beta C,   op(A): [m,k]   op(B): [k,n]   C: [m,n], all row-major and dense; op transposes when its
// flag is set. beta is 0 or 1; at 0 what C held is not read.
void gemm(int m, int k, int n, const Real* A, bool transpose_A, const Real* B, bool transpose_B, Real beta, Real* C);

}  // namespace surefoot::ad::kernels
