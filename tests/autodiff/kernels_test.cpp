// What kernels promise beyond the ops that are built on them (tests/autodiff/ops): in-place sums, and dot.
#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "autodiff/error.hpp"
#include "autodiff/kernels/elementwise.hpp"
#include "autodiff/kernels/layout.hpp"
#include "autodiff/kernels/linalg.hpp"
#include "tests/autodiff/op_cases.hpp"

using namespace surefoot;

using ad::Tensor;

BOOST_AUTO_TEST_SUITE(kernels)

BOOST_AUTO_TEST_CASE(products_add_into_their_place) {
    Tensor C = Tensor::of({2, 2}, {1, 2, 3, 4}), row = Tensor::of({1, 2}, {10, 20});
    const Tensor A = Tensor::of({2, 1}, {1, 2}), B = Tensor::of({1, 2}, {10, 100});
    ad::kernels::matmul_into(C, A, false, B, false);
    BOOST_TEST(same_bits(C, Tensor::of({2, 2}, {11, 102, 23, 204})));
    ad::kernels::matmul_into(row, Tensor::of({1, 1}, {2}), false, B, false);
    BOOST_TEST(same_bits(row, Tensor::of({1, 2}, {30, 220})));
    BOOST_CHECK_THROW(ad::kernels::matmul_into(row, A, false, B, false), ad::ShapeError);
    const Tensor shared = C;
    BOOST_CHECK_THROW(ad::kernels::matmul_into(C, A, false, B, false), std::logic_error);
}

BOOST_AUTO_TEST_CASE(dot_of_every_length) {
    for (int n = 0; n < 40; ++n) {
        const Tensor x = sample({n}), y = sample({n}, 0.5, 2, false, 9);
        double sum = 0;
        for (int i = 0; i < n; ++i) sum += double{x[i]} * double{y[i]};
        BOOST_TEST(std::abs(ad::kernels::dot(x, y) - sum) <= 1e-13);
    }
}

BOOST_AUTO_TEST_CASE(adding_into_a_slice_leaves_the_rest) {
    Tensor y = Tensor::full({2, 3}, 1);
    ad::kernels::add_into_slice(y, Tensor::of({2, 1}, {5, 6}), 1, 2);
    BOOST_TEST(same_bits(y, Tensor::of({2, 3}, {1, 1, 6, 1, 1, 7})));
    BOOST_CHECK_THROW(ad::kernels::add_into_slice(y, Tensor::zeros({2, 2}), 1, 2), ad::ShapeError);
    BOOST_CHECK_THROW(ad::kernels::add_into(y, Tensor::zeros({2, 2})), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
