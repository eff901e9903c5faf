#include "nn/init.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/linalg.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(init)

BOOST_AUTO_TEST_CASE(orthogonal_matrices_have_orthonormal_columns_or_rows) {
    nn::Rng rng(1, "init");
    const double tight = 64 * double{std::numeric_limits<Real>::epsilon()};
    for (const auto& [m, n] : {std::pair{64, 17}, {17, 64}, {5, 5}, {1, 3}, {3, 1}}) {
        const Tensor W = nn::orthogonal(2)({m, n}, rng);
        const Tensor gram =
            m >= n ? ad::matmul(ad::transposed(W), W).value() : ad::matmul(W, ad::transposed(W)).value();
        const int k = std::min(m, n);
        for (int i = 0; i < k; ++i)
            for (int j = 0; j < k; ++j) BOOST_TEST(std::abs(gram.at(i, j) - (i == j ? 4 : 0)) <= tight);
    }
}

// As Gram and Schmidt make them: a vector keeps what of it lies beyond those before, and its sign.
BOOST_AUTO_TEST_CASE(rows_are_made_orthonormal_one_after_the_other) {
    const Tensor A = Tensor::of({2, 3}, {0, 3, 4, 5, 3, 4}), Q = ad::orthonormal_rows(A);
    const double expected[] = {0, 0.6, 0.8, 1, 0, 0};
    for (int i = 0; i < 6; ++i) BOOST_TEST(std::abs(double{Q[i]} - expected[i]) < 1e-6);
    BOOST_TEST((ad::orthonormal_rows(Tensor::of({1, 1}, {-7}))[0] == -1));
    BOOST_TEST((ad::orthonormal_rows(Tensor::zeros({0, 3})).shape() == ad::Shape{0, 3}));
    BOOST_CHECK_THROW(ad::orthonormal_rows(Tensor::zeros({3, 2})), ad::ShapeError);
    BOOST_CHECK_THROW(ad::orthonormal_rows(Tensor::zeros({3})), ad::ShapeError);
}

BOOST_AUTO_TEST_CASE(glorot_is_uniform_within_its_limit) {
    nn::Rng rng(1, "init");
    const Tensor W = nn::glorot_uniform(1.5)({100, 200}, rng);
    const double limit = 1.5 * std::sqrt(6.0 / 300);
    double sum = 0, squares = 0, most = 0;
    for (const Real w : W.values()) sum += w, squares += w * w, most = std::max(most, double{std::abs(w)});
    BOOST_TEST(most <= limit);
    BOOST_TEST(most > 0.99 * limit);
    BOOST_TEST(std::abs(sum / 20000) < 0.02 * limit);
    BOOST_TEST(std::abs(squares / 20000 - limit * limit / 3) < 0.02 * limit * limit);
}

BOOST_AUTO_TEST_CASE(constants_and_what_is_no_matrix) {
    nn::Rng rng(1, "init");
    BOOST_TEST(same_bits(nn::constant(0.5)({3}, rng), Tensor::full({3}, 0.5)));
    BOOST_CHECK_THROW(nn::orthogonal()({3}, rng), ad::ShapeError);
    BOOST_CHECK_THROW(nn::glorot_uniform()({2, 3, 4}, rng), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
