// Every way in which gemm multiplies, against the sum written out: sizes around the edges of tiles, both operands as they
// stand and transposed, into fresh and into filled memory.
#include "autodiff/kernels/gemm.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace surefoot;

using ad::Real;

BOOST_AUTO_TEST_SUITE(gemm)

BOOST_AUTO_TEST_CASE(it_is_the_sum_written_out_at_every_size) {
    std::mt19937_64 rng(3);
    std::uniform_real_distribution<double> uniform(-1, 1);
    const auto random = [&](int count) {
        std::vector<Real> x(static_cast<std::size_t>(count));
        for (Real& v : x) v = static_cast<Real>(uniform(rng));
        return x;
    };
    for (const int m : {1, 2, 5, 6, 7, 17, 64})
        for (const int k : {0, 1, 4, 6, 17, 65})
            for (const int n : {1, 6, 8, 16, 17, 24, 64, 80})
                for (const bool ta : {false, true})
                    for (const bool tb : {false, true})
                        for (const Real beta : {Real{0}, Real{1}}) {
                            const std::vector<Real> A = random(m * k), B = random(k * n), before = random(m * n);
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

BOOST_AUTO_TEST_SUITE_END()
