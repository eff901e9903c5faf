// The figures of docs/18: how fast a product of square matrices is after each step of its story, against its size; and the
// roofline of an update's parts. One core, with the widest vectors; two threads where it says so.
//
//     build-bench/bench/story [FOLDER]      by default docs/figures
#include <fmt/format.h>
#include <fmt/os.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "autodiff/arithmetic.hpp"
#include "autodiff/kernels/gemm.hpp"
#include "autodiff/kernels/vectorized.hpp"
#include "bench/blas.hpp"
#include "examples/plot/figure.hpp"
#include "nn/parallel/workers.hpp"

using namespace surefoot;
using ad::Real;
using ad::kernels::vectorized;
using ad::kernels::Vectors;

namespace {

double seconds() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// 10⁹ of the operations that a call is, a second: the best of some rounds.
double rate(double operations, const std::function<void()>& call, int rounds = 12) {
    call();
    const int times = std::clamp(static_cast<int>(2e7 / operations), 1, 100'000);
    double best = 1e9;
    for (int round = 0; round < rounds; ++round) {
        const double begin = seconds();
        for (int i = 0; i < times; ++i) call();
        best = std::min(best, seconds() - begin);
        if (best > 1) break;
    }
    return 1e-9 * operations * times / best;
}

// C = A B of n by n, which is a multiple of 96; step by step.

void loops(int n, const Real* A, const Real* B, Real* C) {
    std::fill_n(C, n * n, Real{0});
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j)
            for (int p = 0; p < n; ++p) C[i * n + j] += A[i * n + p] * B[p * n + j];
}

// The innermost loop along rows of B and C, so that it can be done by vectors.
void rows(int n, const Real* A, const Real* B, Real* C) {
    std::fill_n(C, n * n, Real{0});
    vectorized([=] {
        for (int i = 0; i < n; ++i)
            for (int p = 0; p < n; ++p)
                for (int j = 0; j < n; ++j) C[i * n + j] += A[i * n + p] * B[p * n + j];
    });
}

template <int bytes>
struct Kind {
    typedef Real Vector __attribute__((vector_size(bytes), aligned(alignof(Real)), may_alias));
};

// Tiles of 6 rows by 2 vectors, or 4 where there are registers for them, whose sums stay in registers.
template <int bytes, int vectors>
[[gnu::always_inline]] inline void tiles(int n, const Real* A, const Real* B, int b_step, Real* C) {
    using Vector = typename Kind<bytes>::Vector;
    constexpr int height = 6, lanes = bytes / static_cast<int>(sizeof(Real));
    for (int i = 0; i < n; i += height) {
        Vector sum[height][vectors] = {};
        for (int p = 0; p < n; ++p)
            for (int v = 0; v < vectors; ++v) {
                const Vector b = *reinterpret_cast<const Vector*>(B + p * b_step + v * lanes);
                for (int r = 0; r < height; ++r) sum[r][v] += A[(i + r) * n + p] * b;
            }
        for (int r = 0; r < height; ++r)
            for (int v = 0; v < vectors; ++v) *reinterpret_cast<Vector*>(C + (i + r) * n + v * lanes) = sum[r][v];
    }
}

// A panel of columns after the other: of B as it stands, or first written down row behind row.
template <int bytes, int vectors>
[[gnu::always_inline]] inline void panels(int n, const Real* A, const Real* B, Real* C, Real* room) {
    constexpr int width = vectors * bytes / static_cast<int>(sizeof(Real));
    for (int j = 0; j < n; j += width) {
        if (room)
            for (int p = 0; p < n; ++p) std::copy_n(B + p * n + j, width, room + p * width);
        tiles<bytes, vectors>(n, A, room ? room : B + j, room ? width : n, C + j);
    }
}

#ifdef SUREFOOT_X86_VECTORS
[[gnu::target("avx2,fma")]] void panels_avx2(int n, const Real* A, const Real* B, Real* C, Real* room) {
    panels<32, 2>(n, A, B, C, room);
}
[[gnu::target("avx512f,avx512dq,avx512vl,fma")]] void panels_avx512(int n, const Real* A, const Real* B, Real* C,
                                                                    Real* room) {
    panels<64, 4>(n, A, B, C, room);
}
#endif
void panels_of_widest(int n, const Real* A, const Real* B, Real* C, Real* room) {
#ifdef SUREFOOT_X86_VECTORS
    if (ad::kernels::vectors() == Vectors::avx512) return panels_avx512(n, A, B, C, room);
    if (ad::kernels::vectors() == Vectors::avx2) return panels_avx2(n, A, B, C, room);
#endif
    panels<16, 2>(n, A, B, C, room);
}

std::vector<Real> filled(std::size_t count) {
    std::vector<Real> x(count);
    for (std::size_t i = 0; i < count; ++i) x[i] = static_cast<Real>(std::sin(static_cast<double>(i)));
    return x;
}

struct Row {
    std::string what;
    double x, rate;
};

void write(const std::filesystem::path& path, const char* header, const std::vector<Row>& rows) {
    auto file = fmt::output_file(path.string());
    file.print("{}\n", header);
    for (const Row& row : rows) file.print("{},{:.4g},{:.4g}\n", row.what, row.x, row.rate);
}

std::vector<Row> steps(double peak) {
    std::vector<Row> all;
    for (const int n : {96, 192, 288, 384, 576, 768, 960}) {
        const auto size = static_cast<std::size_t>(n * n);
        const std::vector<Real> A = filled(size), B = filled(size);
        std::vector<Real> C(size), expected(size), room(size), D(size);
        bench::blas_gemm(n, n, n, A.data(), false, B.data(), false, 0, expected.data());
        const double operations = 2.0 * n * n * n;
        const auto step = [&](const char* what, double products, const std::function<void()>& call) {
            all.push_back({what, static_cast<double>(n), rate(products * operations, call)});
            for (std::size_t i = 0; i < size; ++i)
                if (!(std::abs(C[i] - expected[i]) <=
                      1000 * std::numeric_limits<Real>::epsilon() * (10 + std::abs(expected[i])))) {
                    fmt::print(stderr, "{} computes something else\n", what);
                    std::exit(1);
                }
        };
        step("three loops", 1, [&] { loops(n, A.data(), B.data(), C.data()); });
        step("along the rows", 1, [&] { rows(n, A.data(), B.data(), C.data()); });
        step("registers", 1, [&] { panels_of_widest(n, A.data(), B.data(), C.data(), nullptr); });
        step("packing", 1, [&] { panels_of_widest(n, A.data(), B.data(), C.data(), room.data()); });
        step("blocks for the caches", 1,
             [&] { ad::kernels::gemm(n, n, n, A.data(), false, B.data(), false, 0, C.data()); });
        nn::set_threads(2);
        step("a product on each of two threads", 2, [&] {
            nn::parallel_for(2, [&](int i) {
                ad::kernels::gemm(n, n, n, A.data(), false, B.data(), false, 0, i == 0 ? C.data() : D.data());
            });
        });
        nn::set_threads(1);
        step("OpenBLAS", 1, [&] { bench::blas_gemm(n, n, n, A.data(), false, B.data(), false, 0, C.data()); });
        all.push_back({"the peak of one core", static_cast<double>(n), peak});
    }
    return all;
}

// 10⁹ bytes a second that a sum over so many reads.
double bandwidth(std::size_t bytes) {
    const ad::Tensor x = ad::Tensor::zeros({static_cast<int>(bytes / sizeof(Real))});
    double sum = 0;
    const double read = rate(static_cast<double>(bytes), [&] { sum += ad::dot(x, x); });
    return sum == 0 ? read : 0;
}

// Operations for each byte that must come or go at least once, and the rate.
std::vector<Row> parts() {
    std::vector<Row> all;
    const auto product = [&](const char* what, int m, int k, int n, bool ta) {
        const auto count = [](int a, int b) { return static_cast<std::size_t>(a) * static_cast<std::size_t>(b); };
        const std::vector<Real> A = filled(count(m, k)), B = filled(count(k, n));
        std::vector<Real> C(count(m, n));
        const double operations = 2.0 * m * k * n;
        const double bytes = sizeof(Real) * (1.0 * m * k + 1.0 * k * n + 1.0 * m * n);
        all.push_back({what, operations / bytes, rate(operations, [&] {
                           ad::kernels::gemm(m, k, n, A.data(), ta, B.data(), false, 0, C.data());
                       })});
    };
    product("one observation", 1, 64, 64, false);
    product("to the actions", 256, 64, 6, false);
    product("hidden layer", 256, 64, 64, false);
    product("its weights' gradient", 64, 256, 64, true);
    product("layer of 256", 512, 256, 256, false);
    for (const auto& [what, n] :
         {std::pair("conjugate gradients, 5,708 long", 5708), {"the same, 10 million", 10'000'000}}) {
        const std::vector<Real> x = filled(static_cast<std::size_t>(n));
        std::vector<Real> y = x;
        all.push_back({what, 2.0 / (3 * sizeof(Real)), rate(2.0 * n, [&] {
                           vectorized([a = static_cast<Real>(1e-3), in = x.data(), out = y.data(), n = std::ssize(x)] {
                               for (std::ptrdiff_t i = 0; i < n; ++i) out[i] += a * in[i];
                           });
                       })});
    }
    return all;
}

}  // namespace

int main(int argc, char** argv) {
    bench::choose_blas(argv);
    const std::filesystem::path folder = argc > 1 ? argv[1] : "docs/figures";
    const double peak = bench::peak();

    const std::vector<Row> story = steps(peak);
    write(folder / "product-steps.csv", "step,size,rate", story);
    plot::Figure figure{.panels = {{.x_label = "rows and columns",
                                    .y_label = "10^9 operations a second",
                                    .log_x = true,
                                    .log_y = true}},
                        .panel_width = 760};
    std::map<std::string, plot::Curve> curves;
    std::vector<std::string> order;
    for (const Row& row : story) {
        if (!curves.contains(row.what)) order.push_back(row.what);
        plot::Curve& curve = curves[row.what];
        curve.name = row.what, curve.dashed = row.what.starts_with("the peak") || row.what == "OpenBLAS";
        curve.x.push_back(row.x), curve.y.push_back(row.rate);
    }
    for (const std::string& name : order) figure.panels[0].curves.push_back(curves[name]);
    plot::write_svg(figure, folder / "product-steps.svg");

    std::vector<Row> points = parts();
    const double near = bandwidth(1 << 20), far = bandwidth(std::size_t{1} << 28);
    plot::Panel roof{
        .x_label = "operations for each byte", .y_label = "10^9 operations a second", .log_x = true, .log_y = true};
    for (const auto& [name, bytes] : {std::pair("read from the second cache", near), {"read from memory", far}}) {
        plot::Curve line{.name = name, .style = plot::Style::line, .dashed = true};
        for (double x = 0.04; x < 64; x *= 1.1) line.x.push_back(x), line.y.push_back(std::min(peak, bytes * x));
        roof.curves.push_back(line);
    }
    for (const Row& point : points) roof.curves.push_back({.name = point.what, .x = {point.x}, .y = {point.rate}});
    plot::write_svg({.panels = {roof}, .panel_width = 760}, folder / "roofline.svg");
    points.push_back({"10⁹ bytes from the second cache", 0, near});
    points.push_back({"10⁹ bytes from memory", 0, far});
    points.push_back({"peak", 0, peak});
    write(folder / "roofline.csv", "part,operations_per_byte,rate", points);
}
