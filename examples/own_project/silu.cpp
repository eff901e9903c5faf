#include "silu.hpp"

#include "autodiff/custom_op.hpp"
#include "autodiff/ops/elementwise.hpp"

namespace own {
namespace {

using surefoot::ad::Accumulator;
using surefoot::ad::Tangent;
using surefoot::ad::Tensor;
using surefoot::ad::Var;

Var sigma(const Var& x) { return 0.5 * (1 + tanh(0.5 * x)); }
Var slope(const Var& x) { return sigma(x) * (1 + x * (1 - sigma(x))); }  // silu′(x)

class Silu : public surefoot::ad::CustomOp {
  public:
    std::string_view name() const override { return "silu"; }
    Tensor forward(std::span<const Tensor> x) const override { return (Var(x[0]) * sigma(x[0])).value(); }
    // ẏ = silu′(x) ẋ
    void jvp(std::span<const Tangent* const> x_dot, std::span<const Var* const> x, const Var&,
             Accumulator& y_dot) const override {
        if (*x_dot[0]) y_dot += slope(*x[0]) * **x_dot[0];
    }
    // x̄ = silu′(x) ȳ
    void vjp(const Var& y_bar, std::span<const Var* const> x, const Var&,
             std::span<Accumulator* const> x_bar) const override {
        if (*x_bar[0]) *x_bar[0] += slope(*x[0]) * y_bar;
    }
};

}  // namespace

Var silu(const Var& x) {
    static const auto op = std::make_shared<const Silu>();
    return surefoot::ad::apply(op, {x});
}

}  // namespace own
