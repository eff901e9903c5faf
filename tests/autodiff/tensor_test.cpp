#include "autodiff/tensor.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"

using namespace surefoot;

using ad::Real;
using ad::Shape;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(tensor)

BOOST_AUTO_TEST_CASE(elements_in_row_major_order) {
    const Tensor x = Tensor::of({2, 3}, {1, 2, 3, 4, 5, 6});
    BOOST_TEST(x.at(1, 0) == 4);
    BOOST_TEST(x[5] == 6);
    BOOST_TEST(x.size() == 6);
    BOOST_TEST(Tensor::scalar(3).item() == 3);
    BOOST_TEST((Tensor().shape() == Shape({0})));
    BOOST_TEST(to_string(x) == "[2,3] {1, 2, 3, 4, 5, 6}");
}

BOOST_AUTO_TEST_CASE(views_share_and_copies_are_handles) {
    const Tensor x = Tensor::of({3, 2}, {1, 2, 3, 4, 5, 6});
    const Tensor rows = x.rows(1, 3), column = x.reshaped({6, 1}), piece = x.segment(3, {2});
    BOOST_TEST(rows.data() == x.data() + 2);
    BOOST_TEST((rows.shape() == Shape({2, 2})));
    BOOST_TEST(column.data() == x.data());
    BOOST_TEST(piece[1] == 5);
}

BOOST_AUTO_TEST_CASE(shared_reals_cannot_be_written) {
    Tensor x = Tensor::zeros({3});
    x.write()[0] = 1;
    const Tensor other = x;
    BOOST_CHECK_THROW(x.write(), std::logic_error);
    BOOST_TEST(other[0] == 1);
}

BOOST_AUTO_TEST_CASE(what_lies_outside_is_an_error) {
    const Tensor x = Tensor::zeros({3, 2});
    BOOST_CHECK_THROW(x[6], ad::ShapeError);
    BOOST_CHECK_THROW(x[-1], ad::ShapeError);
    BOOST_CHECK_THROW(x.at(0, 2), ad::ShapeError);
    BOOST_CHECK_THROW(x.item(), ad::ShapeError);
    BOOST_CHECK_THROW(x.rows(2, 4), ad::ShapeError);
    BOOST_CHECK_THROW(x.rows(2, 1), ad::ShapeError);
    BOOST_CHECK_THROW(x.segment(5, {2}), ad::ShapeError);
    BOOST_CHECK_THROW(x.segment(-1, {2}), ad::ShapeError);
    BOOST_CHECK_THROW(x.reshaped({5}), ad::ShapeError);
    BOOST_CHECK_THROW(Tensor::of({2}, {1, 2, 3}), ad::ShapeError);
    BOOST_CHECK_THROW(Tensor().item(), ad::ShapeError);
}

BOOST_AUTO_TEST_CASE(same_bits_tells_zeros_of_either_sign_apart) {
    BOOST_TEST(same_bits(Tensor::vector({1, 2}), Tensor::vector({1, 2})));
    BOOST_TEST(!same_bits(Tensor::vector({0}), Tensor::vector({Real(-0.0)})));
    BOOST_TEST(!same_bits(Tensor::zeros({2}), Tensor::zeros({2, 1})));
}

BOOST_AUTO_TEST_CASE(vector_arithmetic) {
    const Tensor a = Tensor::vector({1, 2, 3}), b = Tensor::vector({4, 5, 6});
    BOOST_TEST(same_bits(a + b, Tensor::vector({5, 7, 9})));
    BOOST_TEST(same_bits(a - b, Tensor::vector({-3, -3, -3})));
    BOOST_TEST(same_bits(a * b, Tensor::vector({4, 10, 18})));
    BOOST_TEST(same_bits(Real{2} * a, Tensor::vector({2, 4, 6})));
    BOOST_TEST(ad::dot(a, b) == 32);
    BOOST_TEST(ad::norm(Tensor::vector({3, 4})) == 5);
    BOOST_TEST(ad::all_finite(a));
    BOOST_TEST(!ad::all_finite(Tensor::vector({1, std::numeric_limits<Real>::infinity()})));
    BOOST_TEST(!ad::all_finite(Tensor::vector({std::numeric_limits<Real>::quiet_NaN()})));
    for (std::ptrdiff_t place = 0; place < 40; ++place)  // wherever it stands, and whatever the sign
        for (const Real bad : {std::numeric_limits<Real>::quiet_NaN(), -std::numeric_limits<Real>::infinity()}) {
            Tensor x = Tensor::full({40}, std::numeric_limits<Real>::max());
            BOOST_TEST(ad::all_finite(x));
            x.write()[static_cast<std::size_t>(place)] = bad;
            BOOST_TEST(!ad::all_finite(x));
        }
    BOOST_TEST(ad::max_norm(Tensor::vector({3, -4})) == 4);
    BOOST_TEST(std::isnan(ad::max_norm(Tensor::vector({std::numeric_limits<Real>::quiet_NaN(), 1}))));
    BOOST_CHECK_THROW(a + Tensor::zeros({2}), ad::ShapeError);
    BOOST_CHECK_THROW(a + Tensor::scalar(1), ad::ShapeError);
    BOOST_CHECK_THROW(ad::dot(a, Tensor::zeros({2})), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
