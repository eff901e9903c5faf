#include "autodiff/ops/linalg.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/reduce.hpp"
#include "tests/autodiff/op_cases.hpp"
#include "tests/autodiff/ramp.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;
using ad::transposed;
using ad::Var;

BOOST_AUTO_TEST_SUITE(linalg)

namespace {

const RegisterOp nn("matmul", [](std::span<const Var> x) { return ad::matmul(x[0], x[1]); },
                    {{sample({2, 3}), sample({3, 4})},
                     {sample({1, 3}), sample({3, 2})},
                     {sample({2, 0}), sample({0, 3})},
                     {sample({0, 2}), sample({2, 3})}});
const RegisterOp nt("matmul", [](std::span<const Var> x) { return ad::matmul(x[0], transposed(x[1])); },
                    {{sample({2, 3}), sample({4, 3})},
                     {sample({1, 3}), sample({2, 3})},
                     {sample({2, 0}), sample({3, 0})}});
const RegisterOp tn("matmul", [](std::span<const Var> x) { return ad::matmul(transposed(x[0]), x[1]); },
                    {{sample({3, 2}), sample({3, 4})},
                     {sample({3, 1}), sample({3, 2})},
                     {sample({0, 2}), sample({0, 3})}});
const RegisterOp tt("matmul", [](std::span<const Var> x) { return ad::matmul(transposed(x[0]), transposed(x[1])); },
                    {{sample({3, 2}), sample({4, 3})}, {sample({3, 1}), sample({2, 3})}});
const RegisterOp many("matmul", [](std::span<const Var> x) { return ad::matmul(x[0], x[1]); },
                      {{sample({2, 2, 3}), sample({2, 3, 2})}, {sample({2, 1, 2, 2}), sample({2, 1, 2, 3})}});
const RegisterOp many_t("matmul", [](std::span<const Var> x) { return ad::matmul(transposed(x[0]), transposed(x[1])); },
                        {{sample({2, 3, 2}), sample({2, 4, 3})}, {sample({0, 3, 2}), sample({0, 4, 3})}});
const RegisterOp squared("matmul", [](std::span<const Var> x) { return ad::matmul(x[0], x[0]); }, {{sample({3, 3})}});
const RegisterOp affine_("affine", [](std::span<const Var> x) { return ad::affine(x[0], x[1], x[2]); },
                         {{sample({4, 3}), sample({3, 2}), sample({2})},
                          {sample({1, 3}), sample({3, 2}), sample({2})},
                          {sample({0, 3}), sample({3, 2}), sample({2})},
                          {sample({2, 0}), sample({0, 2}), sample({2})}});
const RegisterOp affine_t("affine", [](std::span<const Var> x) { return ad::affine(x[0], transposed(x[1]), x[2]); },
                          {{sample({4, 3}), sample({2, 3}), sample({2})},
                           {sample({1, 3}), sample({2, 3}), sample({2})},
                           {sample({0, 3}), sample({2, 3}), sample({2})}});

// With only some of its inputs recorded, each tangent finds its way alone.
const RegisterOp affine_x("affine",
                          [](std::span<const Var> x) {
                              return ad::affine(x[0], sample({3, 2}), sample({2}));
                          },
                          {{sample({4, 3})}});
const RegisterOp affine_W("affine",
                          [](std::span<const Var> x) {
                              return ad::affine(sample({4, 3}), x[0], sample({2}));
                          },
                          {{sample({3, 2})}});
const RegisterOp affine_b("affine",
                          [](std::span<const Var> x) {
                              return ad::affine(sample({4, 3}), sample({3, 2}), x[0]);
                          },
                          {{sample({2})}});

// A B by its definition, in double.
Tensor by_definition(const Tensor& A, const Tensor& B) {
    Tensor C = Tensor::uninitialized({A.shape()[0], B.shape()[1]});
    auto out = C.write();
    std::size_t at = 0;
    for (int i = 0; i < A.shape()[0]; ++i)
        for (int j = 0; j < B.shape()[1]; ++j) {
            double sum = 0;
            for (int k = 0; k < A.shape()[1]; ++k) sum += double{A.at(i, k)} * double{B.at(k, j)};
            out[at++] = static_cast<Real>(sum);
        }
    return C;
}

double distance(const Tensor& a, const Tensor& b) { return ad::norm(a - b) / (1 + ad::norm(a)); }
const double tight = 32 * double{std::numeric_limits<Real>::epsilon()};

}  // namespace

BOOST_AUTO_TEST_CASE(products_with_every_transposition_are_those_of_the_definition) {
    for (const auto& [m, k, n] : {std::tuple{1, 5, 3}, {4, 1, 2}, {7, 6, 5}, {33, 17, 64}, {3, 4, 1}, {1, 1, 1}}) {
        const Tensor A = sample({m, k}), B = sample({k, n}, 0.1, 2, false, 5), C = by_definition(A, B);
        const Tensor At = ad::transpose(A).value(), Bt = ad::transpose(B).value();
        BOOST_TEST(distance(C, ad::matmul(A, B).value()) <= tight);
        BOOST_TEST(distance(C, ad::matmul(A, transposed(Bt)).value()) <= tight);
        BOOST_TEST(distance(C, ad::matmul(transposed(At), B).value()) <= tight);
        BOOST_TEST(distance(C, ad::matmul(transposed(At), transposed(Bt)).value()) <= tight);
        const Tensor b = sample({n});
        BOOST_TEST(distance(C + ad::broadcast_to(b, {m, n}).value(), ad::affine(A, B, b).value()) <= tight);
        BOOST_TEST(distance(ad::affine(A, B, b).value(), ad::affine(A, transposed(Bt), b).value()) <= tight);
    }
}

// What PyTorch 1.13 gives for the same ramps: torch.matmul.
BOOST_AUTO_TEST_CASE(many_products_at_once_are_pytorchs_and_each_is_its_own) {
    BOOST_TEST(close(ad::matmul(ramp({2, 2, 3}, 0.7), ramp({2, 3, 2}, 1.3)), -0.9630958773360893));
    const Tensor A = sample({2, 3, 4, 5}), B = sample({2, 3, 6, 5}, 0.3, 1.7, false, 2);
    const Tensor C = ad::matmul(A, transposed(Var(B))).value();
    BOOST_TEST((C.shape() == ad::Shape{2, 3, 4, 6}));
    for (int i = 0; i < 6; ++i)
        BOOST_TEST(
            same_bits(C.segment(i * 24, {4, 6}),
                      ad::matmul(A.segment(i * 20, {4, 5}), transposed(Var(B.segment(i * 30, {6, 5})))).value()));
    BOOST_CHECK_THROW(ad::matmul(sample({2, 2, 3}), sample({3, 3, 2})), ad::ShapeError);
    BOOST_CHECK_THROW(ad::matmul(sample({2, 2, 3}), sample({3, 2})), ad::ShapeError);
    BOOST_CHECK_THROW(ad::affine(sample({2, 2, 3}), sample({2, 3, 2}), sample({2})), ad::ShapeError);
}

BOOST_AUTO_TEST_CASE(an_inner_dimension_of_nothing_gives_zeros) {
    BOOST_TEST(same_bits(ad::matmul(sample({2, 0}), sample({0, 3})).value(), Tensor::zeros({2, 3})));
    BOOST_TEST(same_bits(ad::matmul(sample({1, 0}), sample({0, 3})).value(), Tensor::zeros({1, 3})));
}

BOOST_AUTO_TEST_CASE(products_that_do_not_fit_name_the_shapes) {
    try {
        ad::matmul(sample({64, 17}), sample({11, 64}));
        BOOST_TEST(false);
    } catch (const ad::ShapeError& e) {
        BOOST_TEST(e.what() == std::string("matmul: [64,17] x [11,64]: inner dimensions 17 and 11 differ"));
    }
    BOOST_CHECK_THROW(ad::matmul(sample({3}), sample({3, 3})), ad::ShapeError);
    BOOST_CHECK_THROW(ad::affine(sample({2, 3}), sample({3, 4}), sample({3})), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
