#include "autodiff/accumulator.hpp"

#include <boost/test/unit_test.hpp>

#include "autodiff/error.hpp"
#include "autodiff/rules/layout.hpp"
#include "autodiff/rules/linalg.hpp"
#include "autodiff/tape.hpp"

using namespace surefoot;

using ad::Accumulator;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(accumulator)

BOOST_AUTO_TEST_CASE(a_sum_that_nobody_asks_for_takes_nothing) {
    Accumulator sum;
    sum += Var(1);
    BOOST_TEST(!sum);
    BOOST_TEST(!sum.sum());
}

BOOST_AUTO_TEST_CASE(terms_add_up_and_the_first_one_is_left_alone) {
    const Tensor first = Tensor::vector({1, 2});
    Accumulator sum = Accumulator::wanted();
    BOOST_TEST(!sum.sum());
    sum += Var(first);
    sum += Var(Tensor::vector({10, 20}));
    sum += Var(Tensor::vector({100, 200}));
    BOOST_TEST(same_bits((*sum.sum()).value(), Tensor::vector({111, 222})));
    BOOST_TEST(same_bits(first, Tensor::vector({1, 2})));  // it was shared, so the sum went elsewhere
}

BOOST_AUTO_TEST_CASE(products_and_slices_go_straight_into_their_place) {
    const Tensor A = Tensor::of({2, 1}, {1, 2}), B = Tensor::of({1, 2}, {3, 4});
    Accumulator sum = Accumulator::wanted();
    sum += ad::product(A, B);
    const ad::Real* place = (*sum.sum()).value().data();
    sum += ad::product(A, B);
    sum += ad::Embedding{Tensor::of({2, 1}, {100, 200}), 1, 1, 2};
    BOOST_TEST((*sum.sum()).value().data() == place);
    BOOST_TEST(same_bits((*sum.sum()).value(), Tensor::of({2, 2}, {6, 108, 12, 216})));

    Accumulator slices = Accumulator::wanted();
    slices += ad::Embedding{Tensor::vector({1, 2}), 0, 1, 4};
    slices += ad::Embedding{Tensor::vector({5}), 0, 3, 4};
    BOOST_TEST(same_bits((*slices.sum()).value(), Tensor::vector({0, 1, 2, 5})));
}

BOOST_AUTO_TEST_CASE(recorded_terms_are_added_by_an_op) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::vector({1, 2}));
    Accumulator sum = Accumulator::wanted();
    sum += Var(Tensor::vector({5, 5}));
    sum += x;
    sum += x;
    BOOST_TEST(!(*sum.sum()).is_constant());
    BOOST_TEST(same_bits((*sum.sum()).value(), Tensor::vector({7, 9})));
}

BOOST_AUTO_TEST_CASE(terms_of_another_shape_are_refused) {
    Accumulator sum = Accumulator::wanted();
    sum += Var(Tensor::full({2}, 1));
    BOOST_CHECK_THROW(sum += Var(Tensor::full({3}, 1)), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
