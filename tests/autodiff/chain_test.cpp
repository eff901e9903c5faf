#include "autodiff/chain.hpp"

#include <boost/test/unit_test.hpp>

#include "autodiff/error.hpp"
#include "autodiff/kernels/elementwise.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/transforms.hpp"
#include "tests/autodiff/op_cases.hpp"

using namespace surefoot;

using ad::each;
using ad::Real;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(chain)

namespace {

const Tensor a = sample({37}), b = sample({37}, 0.3, 1.7, false, 2);

Var one_by_one(const Var& x, const Var& y) { return sigmoid(x) * (1 - y) / (2 * y) + exp(y - x) - 3; }
auto chained(const Var& x, const Var& y) {
    return sigmoid(each(x)) * (1 - each(y)) / (2 * each(y)) + exp(each(y) - each(x)) - 3;
}

double largest_difference(const Tensor& x, const Tensor& y) {
    BOOST_REQUIRE(x.shape() == y.shape());
    double most = 0;
    for (std::ptrdiff_t i = 0; i < x.size(); ++i) most = std::max(most, std::abs(double{x[i]} - double{y[i]}));
    return most;
}

constexpr double epsilon = std::numeric_limits<Real>::epsilon();

}  // namespace

BOOST_AUTO_TEST_CASE(one_pass_gives_what_the_ops_one_by_one_give) {
    const Tensor expected = one_by_one(a, b).value();
    BOOST_TEST(largest_difference(Var(chained(a, b)).value(), expected) <= 100 * epsilon);
    ad::Accumulator sum = ad::Accumulator::wanted();
    sum += chained(a, b);
    const Real* place = (*sum.sum()).value().data();
    sum += chained(a, b);
    BOOST_TEST((*sum.sum()).value().data() == place);  // added where the first stood
    BOOST_TEST(largest_difference((*sum.sum()).value(), (Real{2} * Var(expected)).value()) <= 200 * epsilon);
    ad::Accumulator unwanted;
    unwanted += chained(a, b);
    BOOST_TEST(!unwanted.sum());
}

// A sum that others hold is left as it was.
BOOST_AUTO_TEST_CASE(shared_reals_are_not_written_to) {
    const Tensor first = Tensor::full({37}, 5);
    ad::Accumulator sum = ad::Accumulator::wanted();
    sum += Var(first);
    sum += each(a) * each(b);
    for (const Real v : first.values()) BOOST_TEST(v == 5);
    BOOST_TEST(largest_difference((*sum.sum()).value(), (5 + Var(a) * Var(b)).value()) <= 10 * epsilon);
}

BOOST_AUTO_TEST_CASE(on_recorded_inputs_it_is_recorded) {
    ad::Tape tape;
    const Var x = tape.variable(a), y = chained(x, b);
    BOOST_TEST(!y.is_constant());
    const Tensor g = ad::grad(sum(y), x), expected = ad::grad(sum(one_by_one(x, b)), x);
    BOOST_TEST(largest_difference(g, expected) <= 100 * epsilon);
}

BOOST_AUTO_TEST_CASE(a_scalar_stands_beside_anything_and_other_shapes_are_refused) {
    const Var y = each(a) * each(Var(2)) + 1;
    BOOST_TEST(same_bits(y.value(), (Var(a) * 2 + 1).value()));
    BOOST_CHECK_THROW(static_cast<void>(Var(each(a) * each(Var(Tensor::zeros({36}))))), ad::ShapeError);
}

// A slope has no derivative: it stays constant where everything else is recorded.
BOOST_AUTO_TEST_CASE(a_slope_is_a_constant) {
    ad::Tape tape;
    const Var x = tape.variable(a);
    const auto step = [](Real v) { return Real(v > 0); };
    const Var y = ad::slope(x, step) * each(x);
    const Tensor g = ad::grad(sum(y), x);
    for (std::ptrdiff_t i = 0; i < a.size(); ++i) BOOST_TEST(g[i] == Real(a[i] > 0));
}

BOOST_AUTO_TEST_SUITE_END()
