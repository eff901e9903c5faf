// Transforms: the derivatives that users ask for, each a few lines over a Sweep.   docs/04, docs/05
//
// y, x are Vars on one tape; J = ∂y/∂x at the values recorded there. Where x does not reach y the derivative is a zero
// of the right shape. All throw TapeError when x is a constant or its tape is gone, ShapeError when a tangent's or
// cotangent's shape is not that of its value.
#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "autodiff/sweep.hpp"

namespace surefoot::ad {

// ∇y for a scalar y (one element), of the shape of x.
Tensor grad(const Var& y, const Var& x);
// The same, recorded: a Var that can be differentiated again. The tape grows by the nodes that computed it.
Var recorded_grad(const Var& y, const Var& x);

// Jᵀ ȳ, of the shape of x; and J ẋ, of the shape of y.
Tensor vjp(const Var& y, const Var& x, const Tensor& y_bar);
Tensor jvp(const Var& y, const Var& x, const Tensor& x_dot);

// The same over several outputs and inputs at once, in one sweep.
pool::vector<Tensor> vjp(std::span<const Var> ys, std::span<const Var> xs, std::span<const Tensor> y_bars);
pool::vector<Tensor> jvp(std::span<const Var> ys, std::span<const Var> xs, std::span<const Tensor> x_dots);

// H v for a scalar y, H = ∂²y/∂x², of the shape of x. The tape is rewound to where it stood.
// Forward over reverse, the cheaper way: J of the recorded gradient, times v. For many v, record the gradient once and
// call jvp(gradient, x, v) for each.
Tensor hvp(const Var& y, const Var& x, const Tensor& v);
// Reverse over reverse: the gradient of ⟨∇y, v⟩.
Tensor hvp_reverse(const Var& y, const Var& x, const Tensor& v);

// J as a linear map that keeps the activations: J(ẋ) sweeps forwards, J.transpose()(ȳ) backwards.
// Valid as long as the tape stands.
class Linearization {
  public:
    Linearization(std::span<const Var> ys, const Var& x)
        : sweep_(std::allocate_shared<Sweep>(pool::Allocator<Sweep>(), ys, std::span(&x, 1))), outputs_(ys.size()) {}

    pool::vector<Tensor> operator()(const Tensor& x_dot) const;  // one tensor for each y

    class Transpose {
      public:
        Tensor operator()(std::span<const Tensor> y_bars) const;  // of the shape of x

      private:
        friend class Linearization;
        explicit Transpose(std::shared_ptr<const Sweep> sweep) : sweep_(std::move(sweep)) {}
        std::shared_ptr<const Sweep> sweep_;
    };
    Transpose transpose() const { return Transpose(sweep_); }

  private:
    std::shared_ptr<const Sweep> sweep_;
    std::size_t outputs_;
};
Linearization linearize(const pool::vector<Var>& ys, const Var& x);

}  // namespace surefoot::ad
