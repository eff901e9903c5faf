#include "autodiff/kernels/vectorized.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace ad::kernels {
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
    return text == "portable" ? Vectors::portable : text == "avx2" ? Vectors::avx2 : Vectors::avx512;
}

}  // namespace

Vectors vectors() {
    static const Vectors found = std::min(widest(), asked_for());
    return found;
}

}  // namespace ad::kernels
