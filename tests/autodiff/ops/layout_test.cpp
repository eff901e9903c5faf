#include "autodiff/ops/layout.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <vector>

#include "autodiff/error.hpp"
#include "tests/autodiff/op_cases.hpp"

using namespace surefoot;

using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(layout)

namespace {

const RegisterOp reshape_("reshape", on_one([](const Var& x) {
                              return ad::reshape(x, {3, 1, 2});
                          }),
                          {{sample({6})}, {sample({2, 3})}, {sample({3, 2})}});
const RegisterOp reshape_empty("reshape", on_one([](const Var& x) {
                                   return ad::reshape(x, {0, 4});
                               }),
                               {{sample({0})}, {sample({2, 0, 3})}});
const RegisterOp transpose_("transpose", on_one([](const Var& x) { return ad::transpose(x); }),
                            {{sample({2, 3})}, {sample({1, 4})}, {sample({2, 3, 4})}, {sample({0, 3})}});
const RegisterOp transpose_far("transpose", on_one([](const Var& x) { return ad::transpose(x, 0, -1); }),
                               {{sample({2, 3, 2})}, {sample({2, 3, 4, 2})}});
const RegisterOp slice_first("slice", on_one([](const Var& x) { return ad::slice(x, 0, 1, 3); }),
                             {{sample({4})}, {sample({3, 2})}, {sample({4, 0})}});
const RegisterOp slice_last("slice", on_one([](const Var& x) { return ad::slice(x, -1, 0, 2); }),
                            {{sample({3, 3})}, {sample({2, 2, 4})}, {sample({2})}});
const RegisterOp slice_nothing("slice", on_one([](const Var& x) { return ad::slice(x, 0, 1, 1); }), {{sample({3})}});
const RegisterOp embed_("embed", on_one([](const Var& x) { return ad::embed(x, -1, 1, 5); }),
                        {{sample({3})}, {sample({2, 4})}, {sample({2, 2, 1})}, {sample({0})}});
const RegisterOp concat_rows("concatenate",
                             [](std::span<const Var> x) {
                                 return ad::concatenate({x[0], x[1], x[0]}, 0);
                             },
                             {{sample({2, 3}), sample({1, 3})},
                              {sample({0}), sample({4})},
                              {sample({2}), sample({3})}});
const RegisterOp concat_columns("concatenate",
                                [](std::span<const Var> x) {
                                    return ad::concatenate({x[0], x[1]}, 1);
                                },
                                {{sample({2, 3}), sample({2, 1})}, {sample({2, 0, 2}), sample({2, 3, 2})}});

}  // namespace

BOOST_AUTO_TEST_CASE(transpose_swaps_any_two_axes) {
    const Tensor x = sample({2, 3, 4, 5});
    for (int a = 0; a < 4; ++a)
        for (int b = 0; b < 4; ++b) {
            const Tensor y = ad::transpose(x, a, b).value();
            std::array<int, 4> i{};
            for (i[0] = 0; i[0] < 2; ++i[0])
                for (i[1] = 0; i[1] < 3; ++i[1])
                    for (i[2] = 0; i[2] < 4; ++i[2])
                        for (i[3] = 0; i[3] < 5; ++i[3]) {
                            auto j = i;
                            std::swap(j[a], j[b]);
                            const auto flat = [](const Tensor& t, const std::array<int, 4>& at) {
                                std::ptrdiff_t k = 0;
                                for (int axis = 0; axis < 4; ++axis) k = k * t.shape()[axis] + at[axis];
                                return t[k];
                            };
                            BOOST_REQUIRE(flat(x, i) == flat(y, j));
                        }
        }
}

BOOST_AUTO_TEST_CASE(slices_and_joins_are_each_other_s_inverse) {
    const Tensor x = sample({3, 5, 2});
    for (int axis = 0; axis < 3; ++axis) {
        const int n = x.shape()[axis], cut = n / 2;
        const Var joined = ad::concatenate({ad::slice(x, axis, 0, cut), ad::slice(x, axis, cut, n)}, axis);
        BOOST_TEST(same_bits(joined.value(), x));
    }
}

BOOST_AUTO_TEST_CASE(leading_slices_and_reshapes_are_views) {
    const Tensor x = sample({6, 2});
    BOOST_TEST(ad::slice(x, 0, 2, 5).value().data() == x.data() + 4);
    BOOST_TEST(ad::reshape(x, {3, 4}).value().data() == x.data());
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_an_error) {
    BOOST_CHECK_THROW(ad::reshape(sample({6}), {4}), ad::ShapeError);
    BOOST_CHECK_THROW(ad::slice(sample({6}), 0, 2, 7), ad::ShapeError);
    BOOST_CHECK_THROW(ad::slice(sample({6}), 0, -1, 2), ad::ShapeError);
    BOOST_CHECK_THROW(ad::slice(sample({6}), 0, 3, 2), ad::ShapeError);
    BOOST_CHECK_THROW(ad::slice(sample({6}), 1, 0, 1), ad::ShapeError);
    BOOST_CHECK_THROW(ad::embed(sample({3}), 0, 2, 4), ad::ShapeError);
    BOOST_CHECK_THROW(ad::embed(sample({3}), 0, 0, -1), ad::ShapeError);
    BOOST_CHECK_THROW(ad::embed(sample({3}), 0, std::numeric_limits<int>::max(), 5), ad::ShapeError);
    const Var long_nothing = Tensor::zeros({std::numeric_limits<int>::max(), 0});
    BOOST_CHECK_THROW(ad::concatenate({long_nothing, long_nothing}, 0), ad::ShapeError);
    BOOST_CHECK_THROW(ad::concatenate(std::vector<Var>{}, 0), ad::ShapeError);
    BOOST_CHECK_THROW(ad::concatenate({sample({2, 3}), sample({2, 2})}, 0), ad::ShapeError);
    BOOST_CHECK_THROW(ad::concatenate({sample({2, 3}), sample({6})}, 0), ad::ShapeError);
    BOOST_CHECK_THROW(ad::transpose(sample({3})), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
