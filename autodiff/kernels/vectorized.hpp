// Kernels, vectorised: one place that runs a loop with the widest vector instructions that this processor has.
#pragma once

namespace surefoot::ad::kernels {

enum class Vectors { portable, avx2, avx512 };

// The widest that the processor has; the environment variable SUREFOOT_VECTORS (portable, avx2, avx512) asks for
// narrower ones, to get another processor's bits; any other text is an error that ends the program. Found once.
Vectors vectors();

namespace detail {

// `flatten` draws into these functions all that the work calls, so that it is compiled for their instructions too.
#if defined(__x86_64__) && defined(__GNUC__)
#define SUREFOOT_X86_VECTORS
template <class Work>
[[gnu::target("avx2,fma"), gnu::flatten]] void run_avx2(Work work) {
    work();
}
#ifdef __clang__
template <class Work>
[[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma"), gnu::flatten, clang::min_vector_width(512)]] void run_avx512(
    Work work) {
    work();
}
#else
template <class Work>
[[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma,prefer-vector-width=512"), gnu::flatten]] void run_avx512(Work work) {
    work();
}
#endif
#endif

}  // namespace detail

// Runs `work`, a loop over reals, compiled once for each kind of vectors. It takes what it needs by value ([=]): what
// is held by reference might be written by the loop itself, for all that the compiler knows, and is read again each time.
template <class Work>
void vectorized(Work work) {
#ifdef SUREFOOT_X86_VECTORS
    switch (vectors()) {
        case Vectors::avx512:
            return detail::run_avx512(work);
        case Vectors::avx2:
            return detail::run_avx2(work);
        case Vectors::portable:
            break;
    }
#endif
    work();
}

}  // namespace surefoot::ad::kernels
