// Kernels, gemm: the matrix product on plain reals.   docs/18 §5
#pragma once

#include "autodiff/real.hpp"

namespace surefoot::ad::kernels {

// C = op(A) op(B) + beta C,   op(A): [m,k]   op(B): [k,n]   C: [m,n], all row-major and dense; op transposes when its
// flag is set. beta is 0 or 1; at 0 what C held is not read. On one thread: more cores go to pieces of the batch.
// Where neither is transposed, a row of C has the same bits whatever m is, so that what is computed for one observation or for
// many is the same.
void gemm(int m, int k, int n, const Real* A, bool transpose_A, const Real* B, bool transpose_B, Real beta, Real* C);

// The same of A as it stands, with b added to every row:  C = A op(B) + b,   b: [n]
void gemm_with_bias(int m, int k, int n, const Real* A, const Real* B, bool transpose_B, const Real* b, Real* C);

}  // namespace surefoot::ad::kernels
