#include "autodiff/kernels/gemm.hpp"

#include <algorithm>
#include <cstddef>

#include "autodiff/kernels/product.hpp"
#include "autodiff/kernels/vectorized.hpp"
#include "autodiff/storage.hpp"

namespace surefoot::ad::kernels {
namespace {

auto* multiplier() {
#ifdef SUREFOOT_X86_VECTORS
    if (vectors() == Vectors::avx512) return product_avx512;
    if (vectors() == Vectors::avx2) return product_avx2;
#endif
    return product_portable;
}

void multiply(const Product& product) {
    static auto* const multiply = multiplier();
    Storage storage;
    const auto make = [](void* keeper, std::ptrdiff_t count) {
        auto& kept = *static_cast<Storage*>(keeper);
        kept = Storage(count);
        return kept.data();
    };
    multiply(product, {make, &storage});
}

}  // namespace

void gemm(int m, int k, int n, const Real* A, bool ta, const Real* B, bool tb, Real beta, Real* C) {
    if (m == 0 || n == 0) return;
    if (k > 0)
        multiply({m, k, n, A, ta ? 1 : k, ta ? m : 1, B, tb, beta != 0 ? C : nullptr, n, C});
    else if (beta == 0)
        std::fill_n(C, static_cast<std::ptrdiff_t>(m) * n, Real{0});
}

void gemm_with_bias(int m, int k, int n, const Real* A, const Real* B, bool tb, const Real* b, Real* C) {
    if (m == 0 || n == 0) return;
    if (k > 0) return multiply({m, k, n, A, k, 1, B, tb, b, 0, C});
    for (std::ptrdiff_t i = 0; i < m; ++i) std::copy_n(b, n, C + i * n);
}

}  // namespace surefoot::ad::kernels
