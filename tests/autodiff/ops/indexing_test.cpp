#include "autodiff/ops/indexing.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "tests/autodiff/op_cases.hpp"

using namespace surefoot;

using ad::Index;
using ad::Real;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(indexing)

namespace {

const Index rows({2, 0, 2}), columns({1, 0, 1}), none(std::vector<int>{});
const RegisterOp gather_("gather_rows", on_one([](const Var& x) { return ad::gather_rows(x, rows); }),
                         {{sample({3, 2})}, {sample({4})}, {sample({3, 2, 2})}, {sample({3, 0})}});
const RegisterOp scatter_("scatter_rows", on_one([](const Var& y) { return ad::scatter_rows(y, rows, 4); }),
                          {{sample({3, 2})}, {sample({3})}, {sample({3, 2, 2})}, {sample({3, 0})}});
const RegisterOp pick_("pick", on_one([](const Var& x) { return ad::pick(x, columns); }),
                       {{sample({3, 2})}, {sample({3, 4})}});
const RegisterOp pick_none("pick", on_one([](const Var& x) { return ad::pick(x, none); }), {{sample({0, 2})}});
const RegisterOp unpick_("unpick", on_one([](const Var& y) { return ad::unpick(y, columns, 3); }), {{sample({3})}});
const RegisterOp unpick_wide("unpick", on_one([](const Var& y) {
                                 return ad::unpick(ad::Var(2) * y, Index({0, 3}), 4);
                             }),
                             {{sample({2})}});
const RegisterOp unpick_none("unpick", on_one([](const Var& y) { return ad::unpick(y, none, 3); }), {{sample({0})}});

}  // namespace

BOOST_AUTO_TEST_CASE(rows_and_columns_are_those_asked_for) {
    const Tensor x = Tensor::of({3, 2}, {1, 2, 3, 4, 5, 6});
    BOOST_TEST(same_bits(ad::gather_rows(x, rows).value(), Tensor::of({3, 2}, {5, 6, 1, 2, 5, 6})));
    BOOST_TEST(same_bits(ad::scatter_rows(x, rows, 3).value(), Tensor::of({3, 2}, {3, 4, 0, 0, 6, 8})));
    BOOST_TEST(same_bits(ad::pick(x, columns).value(), Tensor::vector({2, 3, 6})));
    BOOST_TEST(
        same_bits(ad::unpick(Tensor::vector({7, 8, 9}), columns, 2).value(), Tensor::of({3, 2}, {0, 7, 8, 0, 0, 9})));
}

BOOST_AUTO_TEST_CASE(elements_are_taken_by_their_place_and_in_order) {
    const Tensor x = Tensor::of({2, 3}, {1, 5, 5, -2, 7, 0});
    BOOST_TEST(same_bits(ad::take(x, Index({5, 1, 1, 0}), {2, 2}).value(), Tensor::of({2, 2}, {0, 5, 5, 1})));
    BOOST_CHECK_THROW(ad::take(x, Index({6}), {1}), ad::ShapeError);
    BOOST_CHECK_THROW(ad::take(x, Index({0, 1}), {3}), ad::ShapeError);
    const auto equal = [](const Index& index, std::vector<int> places) {
        const std::span<const int> got = index;
        return std::vector<int>(got.begin(), got.end()) == places;
    };
    BOOST_TEST(equal(ad::argmax(x), {1, 1}));
    BOOST_TEST(equal(ad::argsort_descending(x), {1, 2, 0, 4, 5, 3}));
    BOOST_TEST(same_bits(ad::sort_descending(x).value(), Tensor::of({2, 3}, {5, 5, 1, 7, 0, -2})));
    const Real nan = std::numeric_limits<Real>::quiet_NaN();
    const Tensor with_nan = Tensor::vector({1, nan, 3});
    BOOST_TEST(equal(ad::argmax(with_nan), {1}));
    BOOST_TEST(equal(ad::argsort_descending(with_nan), {2, 0, 1}));
    BOOST_CHECK_THROW(ad::argmax(Tensor::zeros({2, 0})), ad::ShapeError);
    const ad::Function f = [](std::span<const Var> v) { return ad::square(ad::sort_descending(v[0])); };
    const ad::CheckReport report = ad::check(f, {sample({2, 4}, 0.3, 9)});
    BOOST_TEST(bool(report), report.failure);
}

BOOST_AUTO_TEST_CASE(indices_outside_are_errors) {
    const Tensor x = sample({3, 2});
    BOOST_CHECK_THROW(ad::gather_rows(x, Index({3})), ad::ShapeError);
    BOOST_CHECK_THROW(ad::gather_rows(x, Index({-1})), ad::ShapeError);
    BOOST_CHECK_THROW(ad::gather_rows(Tensor::scalar(1), Index({0})), ad::ShapeError);
    BOOST_CHECK_THROW(ad::scatter_rows(x, rows, 2), ad::ShapeError);
    BOOST_CHECK_THROW(ad::scatter_rows(x, none, 2), ad::ShapeError);
    BOOST_CHECK_THROW(ad::pick(x, Index({0, 1, 2})), ad::ShapeError);
    BOOST_CHECK_THROW(ad::pick(x, Index({0, 1})), ad::ShapeError);
    BOOST_CHECK_THROW(ad::unpick(sample({3}), Index({0, 1, 5}), 3), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
