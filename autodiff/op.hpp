// The one list of ops, and how any of them is called.
//
// An op is a small struct: its attributes (an axis, a shape), and three functions side by side,
//
//     forward(x…)                 tensors to a tensor
//     jvp(ẋ…, x…, y, ẏ)           adds J ẋ to ẏ
//     vjp(ȳ, x…, y, x̄…)           adds Jᵀ ȳ to each x̄
//
// for one, two or three inputs, or a span of pointers to them. An op that is not in
// this list cannot be recorded, and every op in it must have its cases in the tests.
#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "autodiff/accumulator.hpp"
#include "autodiff/custom_op.hpp"
#include "autodiff/rules/elementwise.hpp"
#include "autodiff/rules/indexing.hpp"
#include "autodiff/rules/layout.hpp"
#include "autodiff/rules/linalg.hpp"
#include "autodiff/rules/piecewise.hpp"
#include "autodiff/rules/reduce.hpp"
#include "autodiff/rules/window.hpp"

namespace surefoot::ad {

struct Op : std::variant<
                // elementwise
                Neg, Exp, Log, Expm1, Expm1mx, Log1p, Tanh, TanhGrad, Sigmoid, Softplus, Square, Sqrt, Pow, Sin, Cos,
                Erf, Add, Sub, Mul, Div,
                // piecewise
                Relu, Abs, Clip, Where, Minimum, Maximum,
                // reduce
                SumTo, BroadcastTo, CumSum, Max, LogSumExp, LogSoftmax,
                // linalg
                MatMul, Affine,
                // layout
                Reshape, Transpose, Slice, Embed, Concatenate,
                // indexing
                GatherRows, ScatterRows, Pick, Unpick,
                // windows
                Unfold, Fold, Conv2d, Conv2dInput, Conv2dWeight, Conv2dAffine,
                // by others
                Custom> {
    using variant::variant;
};

std::string_view name(const Op& op);

// The rules of whichever op this is: x, x_dot and x_bar have one entry for each input, which stands elsewhere.
void jvp(const Op& op, std::span<const Tangent* const> x_dot, std::span<const Var* const> x, const Var& y,
         Accumulator& y_dot);
void vjp(const Op& op, const Var& y_bar, std::span<const Var* const> x, const Var& y,
         std::span<Accumulator* const> x_bar);

}  // namespace surefoot::ad
