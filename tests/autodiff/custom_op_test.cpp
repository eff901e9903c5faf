// An op from outside the list: it is recorded, differentiated to any order, checked and named like those of the list.
#include "autodiff/custom_op.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <stdexcept>

#include "autodiff/check.hpp"
#include "autodiff/error.hpp"
#include "autodiff/graphviz.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "tests/autodiff/op_cases.hpp"

using namespace surefoot;

using ad::Tensor;
using ad::Var;

namespace {

// z = x³ y, elementwise
class CubeTimes : public ad::CustomOp {
  public:
    explicit CubeTimes(double wrong_by = 0) : wrong_by_(wrong_by) {}
    std::string_view name() const override { return "custom"; }
    Tensor forward(std::span<const Tensor> in) const override {
        if (in.size() != 2 || in[0].shape() != in[1].shape()) throw ad::ShapeError("cube_times: two of one shape");
        const Var x = in[0], y = in[1];
        return (x * x * x * y).value();
    }
    // ż = 3 x² y ẋ + x³ ẏ
    void jvp(std::span<const ad::Tangent* const> in_dot, std::span<const Var* const> in, const Var&,
             ad::Accumulator& z_dot) const override {
        const Var &x = *in[0], &y = *in[1];
        if (*in_dot[0]) z_dot += 3 * square(x) * y * **in_dot[0];
        if (*in_dot[1]) z_dot += x * square(x) * **in_dot[1];
    }
    // x̄ += 3 x² y z̄      ȳ += x³ z̄
    void vjp(const Var& z_bar, std::span<const Var* const> in, const Var&,
             std::span<ad::Accumulator* const> in_bar) const override {
        const Var &x = *in[0], &y = *in[1];
        if (*in_bar[0]) *in_bar[0] += (3 + wrong_by_) * square(x) * y * z_bar;
        if (*in_bar[1]) *in_bar[1] += x * square(x) * z_bar;
    }

  private:
    double wrong_by_;
};

Var cube_times(const Var& x, const Var& y, double wrong_by = 0) {
    return ad::apply(std::make_shared<CubeTimes>(wrong_by), {x, y});
}

Tensor other(const ad::Shape& shape) { return sample(shape, 0.3, 1.7, false, 2); }

const RegisterOp custom_("custom", [](std::span<const Var> x) { return cube_times(x[0], x[1]); },
                         {{sample({3}), other({3})}, {sample({2, 2}), other({2, 2})}, {sample({}), other({})}});

}  // namespace

BOOST_AUTO_TEST_SUITE(custom_op)

BOOST_AUTO_TEST_CASE(its_value_gradient_and_curvature_are_those_of_its_formula) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::vector({2, -1})), y = tape.variable(Tensor::vector({3, 5}));
    const Var z = sum(cube_times(x, y));
    BOOST_TEST(z.value().item() == 8 * 3 - 5);
    const Tensor g = ad::grad(z, x), Hv = ad::hvp(z, x, Tensor::vector({1, 1}));
    BOOST_TEST((g[0] == 36 && g[1] == 15));
    BOOST_TEST((Hv[0] == 36 && Hv[1] == -30));  // 6 x y
    BOOST_TEST(ad::hvp_reverse(z, x, Tensor::vector({1, 1}))[1] == -30);
}

BOOST_AUTO_TEST_CASE(on_constants_it_just_computes_and_what_it_throws_is_thrown) {
    BOOST_TEST(cube_times(Tensor::scalar(2), Tensor::scalar(3)).is_constant());
    BOOST_CHECK_THROW(cube_times(Tensor::scalar(2), Tensor::vector({3})), ad::ShapeError);
    BOOST_CHECK_THROW(ad::apply(std::shared_ptr<const ad::CustomOp>(), {Var(1.0)}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(the_check_finds_a_rule_that_is_off_by_a_thousandth) {
    const double off = sizeof(ad::Real) == 8 ? 0.003 : 0.1;
    const auto f = [off](std::span<const Var> x) { return cube_times(x[0], x[1], off); };
    BOOST_TEST(!ad::check(f, {sample({3}), other({3})}));
}

BOOST_AUTO_TEST_CASE(a_drawing_names_it) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::scalar(2));
    cube_times(x, Tensor::scalar(3));
    BOOST_TEST(ad::graphviz(tape).find("custom") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
