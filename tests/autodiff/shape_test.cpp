#include "autodiff/shape.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "autodiff/error.hpp"

using namespace surefoot;

using ad::Shape;

BOOST_AUTO_TEST_SUITE(shape)

BOOST_AUTO_TEST_CASE(extents_sizes_and_axes) {
    const Shape scalar, matrix{64, 17}, empty{3, 0};
    BOOST_TEST(scalar.rank() == 0);
    BOOST_TEST(scalar.size() == 1);
    BOOST_TEST(matrix.size() == 64 * 17);
    BOOST_TEST(matrix[0] == 64);
    BOOST_TEST(matrix[-1] == 17);
    BOOST_TEST(empty.size() == 0);
    BOOST_TEST((Shape{2, 3} == Shape{2, 3}));
    BOOST_TEST((Shape{2, 3} != Shape{2, 3, 1}));
    BOOST_TEST((Shape{} != Shape{1}));
    BOOST_TEST(to_string(matrix) == "[64,17]");
    BOOST_TEST(to_string(scalar) == "[]");
}

BOOST_AUTO_TEST_CASE(axes_can_be_changed_dropped_and_added) {
    BOOST_TEST((Shape{2, 3}.with(-1, 5) == Shape{2, 5}));
    BOOST_TEST((Shape{2, 3, 4}.without(1) == Shape{2, 4}));
    BOOST_TEST((Shape{2, 3}.with_new(1, 4) == Shape{2, 4, 3}));
    BOOST_TEST((Shape{2, 3}.with_new(-1, 4) == Shape{2, 3, 4}));
    BOOST_TEST((Shape{}.with_new(0, 4) == Shape{4}));
}

BOOST_AUTO_TEST_CASE(what_is_no_shape_is_refused) {
    BOOST_CHECK_THROW((Shape{1, 2, 3, 4, 5}), ad::ShapeError);
    BOOST_CHECK_THROW((Shape{-1}), ad::ShapeError);
    BOOST_CHECK_THROW((Shape{1 << 30, 1 << 30, 1 << 30}), ad::ShapeError);
    BOOST_CHECK_THROW((Shape{2, 3}[2]), ad::ShapeError);
    BOOST_CHECK_THROW((Shape{2, 3}[-3]), ad::ShapeError);
    BOOST_CHECK_THROW(Shape{}[0], ad::ShapeError);
    BOOST_CHECK_THROW((Shape{2}.with(0, -1)), ad::ShapeError);
    BOOST_CHECK_THROW((Shape{2}.with_new(0, -1)), ad::ShapeError);
    const int most = std::numeric_limits<int>::max();
    BOOST_CHECK_THROW((Shape{0, 1, 1, 1}.with(1, most).with(2, most).with(3, most)), ad::ShapeError);
    BOOST_CHECK_THROW((Shape{1, 2, 3, 4}.with_new(0, 1)), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
