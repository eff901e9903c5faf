// Kernels, product: what multiplies matrices, once for each kind of vectors. gemm.cpp chooses.
//
// product.cpp is compiled several times, each time with the instructions of other processors, under a name of its own. So
// neither it nor this header may use anything that has a body elsewhere, be it a function of the standard library or a class: the
// linker keeps one of several bodies, and it might be the one that the processor at hand cannot run.
#pragma once

#include <cstddef>

#include "autodiff/real.hpp"

namespace surefoot::ad::kernels {

// C = op(A) B or op(A) Bᵀ, added to rows of n that may be C's own;   op(A): [m,k]   C: [m,n]   none of m, k and n is 0.
struct Product {
    int m, k, n;
    const Real* A;
    // From an element of op(A) to the one below, and to the one beside it; one of them is 1.
    std::ptrdiff_t row_step, column_step;
    const Real* B;  // [k,n], or where it is transposed [n,k]
    bool transposed;
    const Real* start;          // the first of the rows to add to; null: nothing is added
    std::ptrdiff_t start_step;  // from it to the next, 0 where all are one
    Real* C;
};

// Called by a product that wants room for so many reals, once at most. It is 64-byte aligned.
struct Room {
    Real* (*make)(void* keeper, std::ptrdiff_t count);
    void* keeper;
};

void product_portable(const Product&, const Room&);
void product_avx2(const Product&, const Room&);
void product_avx512(const Product&, const Room&);

}  // namespace surefoot::ad::kernels
