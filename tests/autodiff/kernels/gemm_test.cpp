// Every way in which gemm multiplies, against the sum written out: sizes around the edges of tiles, panels and blocks, both
// operands as they stand and transposed, into fresh and into filled memory.
#include "autodiff/kernels/gemm.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

using namespace surefoot;

using ad::Real;

BOOST_AUTO_TEST_SUITE(gemm)

namespace {

std::vector<Real> random(int count, std::mt19937_64& rng) {
    std::uniform_real_distribution<double> uniform(-1, 1);
    std::vector<Real> x(static_cast<std::size_t>(count));
    for (Real& v : x) v = static_cast<Real>(uniform(rng));
    return x;
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_is_the_sum_written_out_at_every_size) {
    std::mt19937_64 rng(3);
    for (const int m : {1, 2, 5, 6, 7, 17, 64, 200})
        for (const int k : {0, 1, 4, 6, 17, 65, 130, 300})
            for (const int n : {1, 3, 6, 8, 12, 16, 17, 24, 35, 64, 80, 100})
                for (const bool ta : {false, true})
                    for (const bool tb : {false, true})
                        for (const Real beta : {Real{0}, Real{1}}) {
                            const std::vector<Real> A = random(m * k, rng), B = random(k * n, rng),
                                                    before = random(m * n, rng);
                            std::vector<Real> C = before;
                            if (beta == 0) C.assign(C.size(), std::numeric_limits<Real>::quiet_NaN());  // not read
                            ad::kernels::gemm(m, k, n, A.data(), ta, B.data(), tb, beta, C.data());
                            for (int i = 0; i < m; ++i)
                                for (int j = 0; j < n; ++j) {
                                    const auto at = [](int index) { return static_cast<std::size_t>(index); };
                                    double sum = beta == 0 ? 0 : double{before[at(i * n + j)]};
                                    for (int p = 0; p < k; ++p)
                                        sum += double{A[at(ta ? p * m + i : i * k + p)]} *
                                               double{B[at(tb ? j * k + p : p * n + j)]};
                                    BOOST_REQUIRE(std::abs(double{C[at(i * n + j)]} - sum) <=
                                                  8 * (k + 1) * double{std::numeric_limits<Real>::epsilon()});
                                }
                        }
}

BOOST_AUTO_TEST_CASE(a_bias_is_added_to_every_row) {
    std::mt19937_64 rng(4);
    for (const int m : {1, 2, 7, 64, 70})
        for (const int k : {0, 1, 6, 17, 64, 300})
            for (const int n : {1, 3, 6, 17, 64, 100})
                for (const bool tb : {false, true}) {
                    const std::vector<Real> A = random(m * k, rng), B = random(k * n, rng), b = random(n, rng);
                    std::vector<Real> sum(static_cast<std::size_t>(m * n)), C = sum;
                    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = b[i % b.size()];
                    ad::kernels::gemm(m, k, n, A.data(), false, B.data(), tb, 1, sum.data());
                    ad::kernels::gemm_with_bias(m, k, n, A.data(), B.data(), tb, b.data(), C.data());
                    BOOST_REQUIRE((C == sum));
                }
}

// So a policy does the same for one environment as for many at once.
BOOST_AUTO_TEST_CASE(a_row_has_the_same_bits_whatever_rows_there_are_beside_it) {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        std::mt19937_64 rng(seed);
        const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(rng); };
        const int sizes[] = {4, 20, 70, 600}, rows = 2 + below(250), k = 1 + below(sizes[below(4)]),
                  n = 1 + below(sizes[below(3)]);
        const std::vector<Real> A = random(rows * k, rng), B = random(k * n, rng), before = random(rows * n, rng);
        std::vector<Real> C = before;
        ad::kernels::gemm(rows, k, n, A.data(), false, B.data(), false, 1, C.data());
        const int first = below(rows), count = 1 + below(std::min(rows - first, 8));
        std::vector<Real> part(before.begin() + first * n, before.begin() + (first + count) * n);
        ad::kernels::gemm(count, k, n, A.data() + first * k, false, B.data(), false, 1, part.data());
        BOOST_REQUIRE_MESSAGE(std::equal(part.begin(), part.end(), C.begin() + first * n),
                              "seed " << seed << ": rows " << first << " to " << first + count - 1 << " of " << rows
                                      << ", k = " << k << ", n = " << n);
    }
}

BOOST_AUTO_TEST_SUITE_END()
