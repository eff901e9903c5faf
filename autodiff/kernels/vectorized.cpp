#include "autodiff/kernels/vectorized.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace surefoot::ad::kernels {
namespace {

Vectors widest() {
#ifdef SUREFOOT_X86_VECTORS
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return Vectors::portable;
    const bool has_512 =
        __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    return has_512 ? Vectors::avx512 : Vectors::avx2;
#else
    return Vectors::portable;
#endif
}

Vectors asked_for() {
    const char* variable = std::getenv("SUREFOOT_VECTORS");
    const std::string_view text = variable ? variable : "";
    if (text == "portable") return Vectors::portable;
    if (text == "avx2") return Vectors::avx2;
    if (text == "avx512" || text.empty()) return Vectors::avx512;
    std::fputs("SUREFOOT_VECTORS must be portable, avx2 or avx512\n", stderr);
    std::exit(2);
}

}  // namespace

Vectors vectors() {
    static const Vectors found = std::min(widest(), asked_for());
    return found;
}

}  // namespace surefoot::ad::kernels
