// The products that networks take, by our kernels and by OpenBLAS: forwards (x W), backwards to the inputs (ȳ Wᵀ) and to the
// weights (xᵀ ȳ, added), and those of unfolded convolutions. One thread, the build's precision, and the vectors that
// SUREFOOT_VECTORS asks for; OpenBLAS runs the kernels made for those. Times are the least of several, taken in turns.
//
//     build-bench/bench/products [all | SHAPE...]     SHAPE: m,k,n; without, all, of which those behind are listed
#include <cblas.h>
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "autodiff/kernels/gemm.hpp"
#include "bench/blas.hpp"

using namespace surefoot;
using ad::Real;

namespace {

constexpr double bar = 0.97;

struct Shape {
    int m, k, n;
    bool ta, tb;
    Real beta;
};

double seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Rates {
    double ours, blas;  // 10⁹ operations a second
};

Rates measure(const Shape& s) {
    const auto filled = [](int count) {
        std::vector<Real> x(static_cast<std::size_t>(count));
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<Real>(std::sin(static_cast<double>(i)));
        return x;
    };
    const std::vector<Real> A = filled(s.m * s.k), B = filled(s.k * s.n);
    std::vector<Real> C(static_cast<std::size_t>(s.m * s.n)), D = C;
    const auto ours = [&] { ad::kernels::gemm(s.m, s.k, s.n, A.data(), s.ta, B.data(), s.tb, s.beta, C.data()); };
    const auto theirs = [&] { bench::blas_gemm(s.m, s.k, s.n, A.data(), s.ta, B.data(), s.tb, s.beta, D.data()); };
    ours(), theirs();
    for (std::size_t i = 0; i < C.size(); ++i)
        if (!(std::abs(C[i] - D[i]) <=
              100 * std::numeric_limits<Real>::epsilon() * (std::sqrt(static_cast<Real>(s.k)) + std::abs(D[i])))) {
            fmt::print(stderr, "{} {} {}: {} is not {}\n", s.m, s.k, s.n, C[i], D[i]);
            std::exit(1);
        }
    const double operations = 2.0 * s.m * s.k * s.n;
    const int times = std::clamp(static_cast<int>(1e7 / operations), 1, 2000);
    double best[2] = {1e9, 1e9};
    for (int round = 0; round < 15; ++round)
        for (const bool of_blas : {false, true}) {
            const double begin = seconds();
            for (int i = 0; i < times; ++i) of_blas ? theirs() : ours();
            best[of_blas] = std::min(best[of_blas], seconds() - begin);
        }
    return {1e-9 * operations * times / best[0], 1e-9 * operations * times / best[1]};
}

struct Group {
    std::string name;
    std::vector<Shape> shapes;
};

std::vector<Group> groups() {
    Group forward{"x W", {}}, inputs{"ȳ Wᵀ", {}}, weights{"xᵀ ȳ", {}};
    for (const int rows : {1, 4, 64, 256, 512, 2048})
        for (const int in : {4, 17, 64, 128, 256, 512})
            for (const int out : {4, 17, 64, 128, 256, 512}) {
                forward.shapes.push_back({rows, in, out, false, false, 1});
                inputs.shapes.push_back({rows, out, in, false, true, 0});
                weights.shapes.push_back({in, rows, out, true, false, 1});
            }
    Group convolution{"convolutions", {}};
    for (const auto& [filters, elements] : {std::pair{16, 36}, {16, 54}, {16, 9}, {32, 144}, {32, 288}})
        for (const int positions : {49, 64, 196, 784}) {
            convolution.shapes.push_back({filters, elements, positions, false, false, 0});
            convolution.shapes.push_back({filters, positions, elements, false, true, 1});
            convolution.shapes.push_back({elements, filters, positions, true, false, 0});
        }
    return {forward, inputs, weights, convolution};
}

std::string describe(const Shape& s) {
    return fmt::format("[{},{}]{} [{},{}]{}", s.ta ? s.k : s.m, s.ta ? s.m : s.k, s.ta ? "ᵀ" : "", s.tb ? s.n : s.k,
                       s.tb ? s.k : s.n, s.tb ? "ᵀ" : "");
}

void show(const Shape& s, const Rates& r) {
    fmt::print("    {:<26} {:6.1f} {:6.1f}   {:.2f}\n", describe(s), r.ours, r.blas, r.ours / r.blas);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    bench::choose_blas(argv);
    fmt::print("OpenBLAS for {}; the peak is {:.0f}. Ours, OpenBLAS's (10⁹ operations a second), and the ratio\n",
               openblas_get_corename(), bench::peak());
    const bool all = argc > 1 && std::string(argv[1]) == "all";
    for (int i = all ? argc : 1; i < argc; ++i) {
        Shape s{0, 0, 0, false, false, 1};
        if (std::sscanf(argv[i], "%d,%d,%d", &s.m, &s.k, &s.n) != 3) return 2;
        for (const auto& [ta, tb] : {std::pair{false, false}, {false, true}, {true, false}}) {
            s.ta = ta, s.tb = tb;
            show(s, measure(s));
        }
    }
    if (argc > 1 && !all) return 0;
    for (const Group& group : groups()) {
        fmt::print("{}\n", group.name);
        int behind = 0;
        double log_ratio = 0;
        for (const Shape& s : group.shapes) {
            const Rates r = measure(s);
            log_ratio += std::log(r.ours / r.blas);
            if (r.ours < bar * r.blas) ++behind;
            if (all || r.ours < bar * r.blas) show(s, r);
        }
        const std::size_t count = group.shapes.size();
        fmt::print("{}: {} shapes, {} below {}, geometric mean of the ratios {:.2f}\n\n", group.name, count, behind,
                   bar, std::exp(log_ratio / static_cast<double>(count)));
    }
}
