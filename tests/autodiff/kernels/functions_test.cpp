// exp, log, expm1, expm1mx, log1p, tanh, sigmoid and softplus, in both formats whatever the build's precision, against 113-bit arithmetic: at
// most 4 units in the last place anywhere. meson runs this file once for each kind of vectors.
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "autodiff/kernels/functions.hpp"
#include "autodiff/kernels/vectorized.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(functions)

namespace {

using Exact = boost::multiprecision::cpp_bin_float_quad;

// |y − exact| in units of the last place of the exact value, rounded to T; infinite when one overflows and not the other.
template <class T>
double ulps(T y, const Exact& exact) {
    const T nearest = static_cast<T>(exact);
    if (std::isinf(y) || std::isinf(nearest)) return y == nearest ? 0 : HUGE_VAL;
    if (std::isnan(y)) return HUGE_VAL;
    const T magnitude = std::max(std::abs(nearest), std::numeric_limits<T>::min());
    const Exact unit = ldexp(Exact(1), std::ilogb(magnitude) - std::numeric_limits<T>::digits + 1);
    return static_cast<double>(Exact(abs(Exact(Exact(y) - exact)) / unit));
}

template <class T, class F>
std::vector<T> applied(const std::vector<T>& x, F f) {
    std::vector<T> y(x.size());
    ad::kernels::vectorized([=, in = x.data(), out = y.data(), n = x.size()] {
        for (std::size_t i = 0; i < n; ++i) out[i] = f(in[i]);
    });
    return y;
}

// Points dense where the function turns, on a logarithmic scale over the whole range of the format, and around each
// point where the reduction of the argument steps.
template <class T>
std::vector<T> points(double low, double high) {
    std::mt19937_64 rng(7);
    std::uniform_real_distribution<double> middle(std::max(low, -4.0), std::min(high, 4.0)), whole(low, high),
        exponent(std::numeric_limits<T>::min_exponent - 60, std::numeric_limits<T>::max_exponent);
    std::vector<T> x;
    for (int i = 0; i < 6000; ++i) {
        x.push_back(static_cast<T>(middle(rng)));
        x.push_back(static_cast<T>(whole(rng)));
        const double magnitude = std::exp2(exponent(rng));
        x.push_back(static_cast<T>(low < 0 && i % 2 ? -magnitude : magnitude));
    }
    for (int k = -40; k <= 40; ++k)
        for (const double step : {0.34657359027997264 * k, std::sqrt(2) * std::exp2(k), std::exp2(k)})
            for (const double off : {-1e-7, -1e-16, 0.0, 1e-16, 1e-7})
                if (step * (1 + off) >= low && step * (1 + off) <= high) x.push_back(static_cast<T>(step * (1 + off)));
    return x;
}

template <class T, class F, class Reference>
void check_accuracy(const char* name, F f, Reference reference, double low, double high) {
    const std::vector<T> x = points<T>(low, high), y = applied(x, f);
    double worst = 0;
    T at = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double error = ulps(y[i], reference(Exact(x[i])));
        if (error > worst) worst = error, at = x[i];
    }
    BOOST_TEST(worst <= 4, name << " (" << 8 * sizeof(T) << " bits): " << worst << " ulp at " << at);
    BOOST_TEST_MESSAGE(name << " (" << 8 * sizeof(T) << " bits): at most " << worst << " ulp, at " << at);
}

template <class T>
void check_all() {
    namespace k = ad::kernels;
    const double deep = std::is_same_v<T, double> ? 760 : 110;
    check_accuracy<T>(
        "exp", [](T x) { return k::exp(x); }, [](Exact x) { return Exact(exp(x)); }, -deep, deep);
    check_accuracy<T>(
        "log", [](T x) { return k::log(x); }, [](Exact x) { return Exact(log(x)); }, 1e-300, 10);
    const auto series = [](Exact x, int first) {  // xᵏ/k! + …, which does not cancel at a small x
        Exact term = 1, sum = 0;
        for (int k = 1; k < 60; ++k) {
            term = Exact(term * x / k);
            if (k >= first) sum += term;
        }
        return sum;
    };
    check_accuracy<T>(
        "expm1", [](T x) { return k::expm1(x); },
        [&](Exact x) { return abs(x) < 1 ? series(x, 1) : Exact(exp(x) - 1); }, -deep, deep);
    check_accuracy<T>(
        "expm1mx", [](T x) { return k::expm1mx(x); },
        [&](Exact x) { return abs(x) < 1 ? series(x, 2) : Exact(exp(x) - 1 - x); }, -deep, deep);
    const auto log1p = [](Exact x) {
        return abs(x) < 1e-12 ? Exact(x - x * x / 2 + x * x * x / 3) : Exact(log(Exact(1 + x)));
    };
    check_accuracy<T>(
        "log1p", [](T x) { return k::log1p(x); }, log1p, 0, 10);
    check_accuracy<T>(
        "log1p of what is negative", [](T x) { return k::log1p(x < 1 ? -x : x); },
        [&](Exact x) { return log1p(x < 1 ? Exact(-x) : x); }, 0, 1);
    check_accuracy<T>(
        "tanh", [](T x) { return k::tanh(x); },
        [](Exact x) {  // sinh/cosh; at small x by its series, which does not cancel
            if (abs(x) < 1e-10) return Exact(x - x * x * x / 3);
            const Exact a = exp(x), b = exp(Exact(-x));
            return abs(x) > 100 ? Exact(x > 0 ? 1 : -1) : Exact((a - b) / (a + b));
        },
        -25, 25);
    check_accuracy<T>(
        "sigmoid", [](T x) { return k::sigmoid(x); }, [](Exact x) { return Exact(1 / (1 + exp(Exact(-x)))); }, -deep,
        deep);
    check_accuracy<T>(
        "softplus", [](T x) { return k::softplus(x); },
        [](Exact x) {
            if (x > 200) return x;
            const Exact u = exp(x);
            return u < 1e-15 ? Exact(u - u * u / 2) : Exact(log(Exact(1 + u)));
        },
        -deep, deep);
}

// What has to come out exactly.
template <class T>
void check_special() {
    namespace k = ad::kernels;
    using Limits = std::numeric_limits<T>;
    const T inf = Limits::infinity(), nan = Limits::quiet_NaN(), tiny = Limits::denorm_min(), huge = Limits::max();
    const std::vector<T> x{0, -T{0}, inf, -inf, nan, tiny, -tiny, huge, -huge};
    const auto check = [&](const char* name, auto f, const std::vector<T>& expected) {
        const std::vector<T> y = applied(x, f);
        for (std::size_t i = 0; i < x.size(); ++i)
            BOOST_TEST(
                (std::isnan(expected[i]) ? std::isnan(y[i])
                                         : y[i] == expected[i] && std::signbit(y[i]) == std::signbit(expected[i])),
                name << "(" << x[i] << ") is " << y[i] << ", not " << expected[i]);
    };
    const T ln2 = static_cast<T>(0.6931471805599453094), half = T(0.5), one = 1;
    check("exp", [](T v) { return k::exp(v); }, {1, 1, inf, 0, nan, 1, 1, inf, 0});
    check("log", [](T v) { return k::log(v); }, {-inf, -inf, inf, nan, nan, std::log(tiny), nan, std::log(huge), nan});
    check("expm1", [](T v) { return k::expm1(v); }, {0, -T{0}, inf, -1, nan, tiny, -tiny, inf, -1});
    check("expm1mx", [](T v) { return k::expm1mx(v); }, {0, 0, inf, inf, nan, 0, 0, inf, huge});
    check("log1p", [](T v) { return k::log1p(v); }, {0, -T{0}, inf, nan, nan, tiny, -tiny, std::log(huge), nan});
    check("tanh", [](T v) { return k::tanh(v); }, {0, -T{0}, 1, -1, nan, tiny, -tiny, 1, -1});
    check("sigmoid", [](T v) { return k::sigmoid(v); }, {half, half, one, 0, nan, half, half, one, 0});
    check("softplus", [](T v) { return k::softplus(v); }, {ln2, ln2, inf, 0, nan, ln2, ln2, huge, 0});
}

}  // namespace

BOOST_AUTO_TEST_CASE(at_most_4_ulp_in_double) { check_all<double>(); }
BOOST_AUTO_TEST_CASE(at_most_4_ulp_in_float) { check_all<float>(); }
BOOST_AUTO_TEST_CASE(special_values_in_double) { check_special<double>(); }
BOOST_AUTO_TEST_CASE(special_values_in_float) { check_special<float>(); }

BOOST_AUTO_TEST_SUITE_END()
