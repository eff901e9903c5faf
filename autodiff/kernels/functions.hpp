// Kernels, functions: exp, log, tanh, sigmoid, softplus and what cancellation would spoil near 0, of one number, without
// branches and tables, so that a loop over them is vectorised by any compiler for any processor. Within 4 units in the last
// place everywhere; zeros, infinities, NaN and subnormal numbers come out right.   docs/18 §4
//
// Both series are cut where the next term is below rounding, over an interval so short that few terms are needed:
//     e^r = 1 + r + r²/2! + r³/3! + …            |r| ≤ ln 2 / 2,      from   eˣ = 2ᵏ e^r
//     ln m = 2 (s + s³/3 + s⁵/5 + …)             s = (m − 1)/(m + 1),  from   ln x = k ln 2 + ln m,   √½ ≤ m < √2
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace surefoot::ad::kernels {
namespace detail {

template <class T>
struct Format;  // how a number is laid out, and how many terms its series take

template <>
struct Format<double> {
    using Bits = std::int64_t;
    static constexpr int fraction_bits = 52, bias = 1023, exp_terms = 13, exp_terms_to_2 = 24, log_terms = 10;
    // ln 2 in two parts; the first has so few bits that k times it is exact
    static constexpr double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
    static constexpr double exp_limit = 1000;              // beyond it eˣ is 0 or ∞
    static constexpr Bits sqrt_half = 0x3fe6a09e667f3bcd;  // the bits of √½
};

template <>
struct Format<float> {
    using Bits = std::int32_t;
    static constexpr int fraction_bits = 23, bias = 127, exp_terms = 8, exp_terms_to_2 = 15, log_terms = 5;
    static constexpr float ln2_high = 6.9314575195e-01f, ln2_low = 1.4286067653e-06f;
    static constexpr float exp_limit = 150;
    static constexpr Bits sqrt_half = 0x3f3504f3;
};

template <class T>
using Bits = typename Format<T>::Bits;
template <class T>
Bits<T> bits(T x) {
    return __builtin_bit_cast(Bits<T>, x);
}
template <class T>
T real(Bits<T> b) {
    return __builtin_bit_cast(T, b);
}

// 1.5 · 2^fraction_bits: so large that adding it rounds to an integer, which stands in the low bits of the sum
template <class T>
constexpr T shifter = static_cast<T>(Bits<T>{3} << (Format<T>::fraction_bits - 1));

template <class T>
T power_of_two(Bits<T> k) {  // 2ᵏ, for a k that an exponent can hold
    return real<T>((k + Format<T>::bias) << Format<T>::fraction_bits);
}

template <int n>
constexpr double factorial = n* factorial<n - 1>;
template <>
inline constexpr double factorial<0> = 1;

// 1/n! + r/(n+1)! + r²/(n+2)! + …
template <int n, class T, int terms = Format<T>::exp_terms>
[[gnu::always_inline]] inline T exp_series(T r) {
    constexpr T coefficient = static_cast<T>(1 / factorial<n>);
    if constexpr (n == terms)
        return coefficient;
    else
        return coefficient + r * exp_series<n + 1, T, terms>(r);
}

// 1/(2n+1) + q/(2n+3) + q²/(2n+5) + …
template <int n, class T>
[[gnu::always_inline]] inline T artanh_series(T q) {
    if constexpr (n == Format<T>::log_terms)
        return static_cast<T>(1.0 / (2 * n + 1));
    else
        return static_cast<T>(1.0 / (2 * n + 1)) + q * artanh_series<n + 1>(q);
}

template <class T>
T twice_artanh(T s) {  // for |s| ≤ 3 − 2√2
    const T q = s * s;
    return 2 * s + 2 * s * (q * artanh_series<1>(q));
}

template <class T>
struct Reduced {
    T p;  // e^r − 1
    Bits<T> k;
};
template <class T>
[[gnu::always_inline]] inline Reduced<T> reduced(T x) {                        // eˣ = 2ᵏ (1 + p)
    const T shifted = x * static_cast<T>(1.4426950408889634074) + shifter<T>;  // x / ln 2
    const T k = shifted - shifter<T>;
    const T r = (x - k * Format<T>::ln2_high) - k * Format<T>::ln2_low;
    return {r + r * r * exp_series<2>(r), bits(shifted) - bits(shifter<T>)};
}

}  // namespace detail

template <class T>
T exp(T x) {
    constexpr T limit = detail::Format<T>::exp_limit;
    x = x > limit ? limit : x;  // a NaN passes both
    x = x < -limit ? -limit : x;
    const auto [p, k] = detail::reduced(x);
    const auto half = k >> 1;  // 2ᵏ alone may overflow or vanish where 2ᵏ (1 + p) does not
    return (1 + p) * detail::power_of_two<T>(half) * detail::power_of_two<T>(k - half);
}

template <class T>
T log(T x) {
    using detail::Bits, detail::bits, detail::real, detail::shifter;
    using Format = detail::Format<T>;
    constexpr T infinity = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    constexpr int lift = Format::fraction_bits + 1;  // a subnormal x is multiplied by 2^lift first
    const bool subnormal = x < std::numeric_limits<T>::min();
    const T positive = x > 0 ? x : T{1};  // of what is not, the last line takes care
    const Bits<T> b = bits(subnormal ? positive * static_cast<T>(Bits<T>{1} << lift) : positive);
    const Bits<T> exponent = (b - Format::sqrt_half) >> Format::fraction_bits;
    const T m = real<T>(b - (exponent << Format::fraction_bits));
    const T k = real<T>(exponent + bits(shifter<T>)) - shifter<T> - (subnormal ? T{lift} : T{0});
    const T y = k * Format::ln2_high + (detail::twice_artanh((m - 1) / (m + 1)) + k * Format::ln2_low);
    const T special = x == 0 ? -infinity : x < 0 ? nan : x;
    return x > 0 && x < infinity ? y : special;
}

// 2ᵏ (1 + p) − 1 = 2ᵏ p + (2ᵏ − 1), which has no cancellation at any x
template <class T>
T expm1(T x) {
    constexpr T large = 40;  // there the 1 is below rounding
    const auto [p, k] = detail::reduced(x > large ? large : x < -large ? -large : x);
    const T two_k = detail::power_of_two<T>(k), y = two_k * p + (two_k - 1);
    return x > large ? exp(x) : x == 0 ? x : y;  // a NaN passes; −0 stays
}

// eˣ − 1 − x, how far eˣ lies above its tangent at 0: x²/2! + x³/3! + … where the difference would cancel
template <class T>
T expm1mx(T x) {
    const T near = x > 2 ? T{2} : x < -2 ? T{-2} : x;
    const T series = near * near * detail::exp_series<2, T, detail::Format<T>::exp_terms_to_2>(near);
    const T far = x > 50 ? exp(x) : expm1(x) - x;  // beyond 50 the rest is below rounding, and ∞ − ∞ at ∞
    return x > 2 || x < -2 ? far : series;
}

// log(1 + x). Of u = 1 + x the rounding is taken out again: log(u) x / (u − 1) (Kahan; Goldberg 1991, theorem 4)
template <class T>
T log1p(T x) {
    const T u = 1 + x, off = u - 1;
    return off == 0 || !(x < std::numeric_limits<T>::infinity()) ? x : log(u) * (x / off);
}

// t / (t + 2) with t = e^2|x| − 1, which has no cancellation at any x.
template <class T>
T tanh(T x) {
    T a = std::abs(x);
    a = a > 20 ? 20 : a;  // 1 to the last bit from there on
    const auto [p, k] = detail::reduced(2 * a);
    const T two_k = detail::power_of_two<T>(k), t = two_k * p + (two_k - 1);
    return std::copysign(t / (t + 2), x);
}

// 1 / (1 + e^−x), by an e^−|x| that cannot overflow
template <class T>
T sigmoid(T x) {
    const T e = exp(-std::abs(x));
    return (x < 0 ? e : T{1}) / (1 + e);
}

// ln(1 + eˣ) = max(x, 0) + ln(1 + u), u = e^−|x|; for 1 + u above √2 it is ln 2 + ln((1 + u)/2)
template <class T>
T softplus(T x) {
    const T u = exp(-std::abs(x));
    const bool above = u > static_cast<T>(0.41421356237309504880);
    const T s = (above ? u - 1 : u) / (u + (above ? T{3} : T{2}));
    return (x < 0 ? T{0} : x) + (detail::twice_artanh(s) + (above ? static_cast<T>(0.69314718055994530942) : T{0}));
}

}  // namespace surefoot::ad::kernels
