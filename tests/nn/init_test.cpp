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
    for (const auto& [m, n] : {std::pair{64, 17}, {17, 64}, {5, 5}, {1, 3}, {3, 1}, {70, 100}}) {
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

BOOST_AUTO_TEST_CASE(fans_are_a_matrix_extents_and_a_convolutions_channels_times_its_kernel) {
    const auto expect = [](const ad::Shape& shape, std::ptrdiff_t in, std::ptrdiff_t out) {
        const nn::Fans f = nn::fans(shape);
        BOOST_TEST((f.in == in && f.out == out), to_string(shape) << ": " << f.in << ", " << f.out);
    };
    expect({3, 7}, 3, 7);
    expect({8, 3, 5}, 15, 40);
    expect({8, 3, 5, 2}, 30, 80);
    for (const ad::Shape& none : {ad::Shape{}, ad::Shape{3}}) BOOST_CHECK_THROW(nn::fans(none), ad::ShapeError);
}

namespace {

// Each element is the next draw of the stream, scaled: uniform on ±width, or normal with that deviation.
void expect_draws(const nn::Initializer& initializer, const ad::Shape& shape, double width, bool normal) {
    nn::Rng rng(1, "init"), same = rng;
    const Tensor W = initializer(shape, rng);
    BOOST_TEST((W.shape() == shape));
    for (const Real w : W.values()) {
        const double expected = normal ? width * same.normal() : same.uniform(-width, width);
        BOOST_TEST(std::abs(double{w} - expected) <= 4 * double{std::numeric_limits<Real>::epsilon()} * width);
    }
    BOOST_TEST(rng.position() == same.position());
}

}  // namespace

// The limits and deviations that PyTorch 1.13's torch.nn.init hands to uniform_ and normal_: for torch.empty(7, 3), a Linear
// from 3 to 7, and for torch.empty(8, 3, 5, 2); gain 1.5 for xavier, kaiming for relu, and for linear in the place of lecun.
BOOST_AUTO_TEST_CASE(ranges_are_those_of_pytorch) {
    const ad::Shape linear{3, 7}, convolution{8, 3, 5, 2};
    expect_draws(nn::glorot_uniform(1.5), linear, 1.161895003862225, false);
    expect_draws(nn::glorot_uniform(1.5), convolution, 0.35032452487268534, false);
    expect_draws(nn::glorot_normal(1.5), linear, 0.6708203932499369, true);
    expect_draws(nn::glorot_normal(1.5), convolution, 0.20225995873897262, true);
    expect_draws(nn::glorot_uniform(), linear, 1.161895003862225 / 1.5, false);
    expect_draws(nn::glorot_normal(), linear, 0.6708203932499369 / 1.5, true);
    expect_draws(nn::he_uniform(), linear, 1.4142135623730951, false);
    expect_draws(nn::he_uniform(), convolution, 0.447213595499958, false);
    expect_draws(nn::he_normal(), linear, 0.8164965809277261, true);
    expect_draws(nn::he_normal(), convolution, 0.25819888974716115, true);
    expect_draws(nn::he_uniform(3), linear, 3, false);
    expect_draws(nn::lecun_uniform(), linear, 1, false);
    expect_draws(nn::lecun_uniform(), convolution, 0.3162277660168379, false);
    expect_draws(nn::lecun_normal(), linear, 0.5773502691896258, true);
    expect_draws(nn::lecun_normal(), convolution, 0.18257418583505536, true);
}

BOOST_AUTO_TEST_CASE(uniform_and_normal_have_their_range_and_moments_in_any_shape) {
    nn::Rng rng(1, "init"), same = rng;
    const Tensor flat = nn::uniform(-1, 3)({5}, rng), round = nn::normal(3, 0.5)({5}, rng);
    for (const Real x : flat.values()) BOOST_TEST(double{x} == same.uniform(-1, 3), boost::test_tools::tolerance(1e-6));
    for (const Real x : round.values())
        BOOST_TEST(double{x} == 3 + 0.5 * same.normal(), boost::test_tools::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(an_orthogonal_convolution_is_the_orthogonal_matrix_of_its_outputs_by_its_inputs) {
    for (const auto& [shape, flat] : {std::pair{ad::Shape{4, 3, 2, 2}, ad::Shape{4, 12}},
                                      {ad::Shape{9, 2, 2, 1}, ad::Shape{9, 4}},
                                      {ad::Shape{4, 3, 5}, ad::Shape{4, 15}}}) {
        nn::Rng rng(1, "init"), same = rng;
        const Tensor W = nn::orthogonal(2)(shape, rng);
        BOOST_TEST((W.shape() == shape));
        BOOST_TEST(same_bits(W.reshaped(flat), nn::orthogonal(2)(flat, same)));
    }
}

BOOST_AUTO_TEST_CASE(transposed_is_for_matrices_that_are_stored_the_other_way_round) {
    nn::Rng rng(1, "init"), same = rng;
    const Tensor W = nn::transposed(nn::he_normal())({7, 3}, rng), X = nn::he_normal()({3, 7}, same);
    BOOST_TEST((W.shape() == ad::Shape{7, 3}));
    for (int i = 0; i < 7; ++i)
        for (int j = 0; j < 3; ++j) BOOST_TEST(W.at(i, j) == X.at(j, i));
    BOOST_CHECK_THROW(nn::transposed(nn::constant(0))({2, 3, 4}, rng), ad::ShapeError);
}

BOOST_AUTO_TEST_CASE(constants_and_what_has_no_fans) {
    nn::Rng rng(1, "init");
    BOOST_TEST(same_bits(nn::constant(0.5)({3}, rng), Tensor::full({3}, 0.5)));
    BOOST_TEST((nn::glorot_uniform()({0, 0}, rng).shape() == ad::Shape{0, 0}));
    for (const nn::Initializer& f : {nn::orthogonal(), nn::glorot_uniform(), nn::he_normal(), nn::lecun_uniform()})
        for (const ad::Shape& none : {ad::Shape{}, ad::Shape{3}}) BOOST_CHECK_THROW(f(none, rng), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
