// Rules, reductions: a sum and the copying that is its transpose; the maximum, log-sum-exp and log-softmax over an axis.
// docs/03 §3
#pragma once

#include <string_view>

#include "autodiff/accumulator.hpp"
#include "autodiff/kernels/reduce.hpp"
#include "autodiff/ops/reduce.hpp"

namespace surefoot::ad {

// #region sum
// y = x summed down to `shape`
struct SumTo {
    Shape shape;
    static constexpr std::string_view name = "sum_to";
    Tensor forward(const Tensor& x) const { return kernels::sum_to(x, shape); }
    // ẏ = Σ ẋ      linear, so its own derivative
    void jvp(const Var& x_dot, const Var&, const Var&, Accumulator& y_dot) const { y_dot += sum_to(x_dot, shape); }
    // x̄ += ȳ, copied to every element that was summed
    void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) const {
        x_bar += broadcast_to(y_bar, x.shape());
    }
};

// y = x copied up to `shape`
struct BroadcastTo {
    Shape shape;
    static constexpr std::string_view name = "broadcast_to";
    Tensor forward(const Tensor& x) const { return kernels::broadcast_to(x, shape); }
    // ẏ = ẋ, copied likewise
    void jvp(const Var& x_dot, const Var&, const Var&, Accumulator& y_dot) const {
        y_dot += broadcast_to(x_dot, shape);
    }
    // x̄ += Σ ȳ over the copies
    void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) const {
        x_bar += sum_to(y_bar, x.shape());
    }
};
// #endregion sum

// y[i] = Σ x[j] over j ≤ i along an axis; backwards, over j ≥ i, which is the transpose
struct CumSum {
    int axis;
    bool backwards;
    static constexpr std::string_view name = "cumsum";
    Tensor forward(const Tensor& x) const { return kernels::cumsum(x, axis, backwards); }
    // ẏ = the sums of ẋ
    void jvp(const Var& x_dot, const Var&, const Var&, Accumulator& y_dot) const {
        y_dot += cumsum(x_dot, axis, backwards);
    }
    // x̄ += the sums of ȳ from the other end
    void vjp(const Var& y_bar, const Var&, const Var&, Accumulator& x_bar) const {
        x_bar += cumsum(y_bar, axis, !backwards);
    }
};

// y = max x, y = log Σ eˣ and y = log softmax x over an axis. Their rules need the elementwise ops, so all three parts of
// each stand side by side in the source file.
struct Max {
    int axis;
    static constexpr std::string_view name = "max";
    Tensor forward(const Tensor& x) const;
    void jvp(const Var& x_dot, const Var& x, const Var& y, Accumulator& y_dot) const;
    void vjp(const Var& y_bar, const Var& x, const Var& y, Accumulator& x_bar) const;
};

struct LogSumExp {
    int axis;
    static constexpr std::string_view name = "log_sum_exp";
    Tensor forward(const Tensor& x) const;
    void jvp(const Var& x_dot, const Var& x, const Var& y, Accumulator& y_dot) const;
    void vjp(const Var& y_bar, const Var& x, const Var& y, Accumulator& x_bar) const;
};

struct LogSoftmax {
    int axis;
    static constexpr std::string_view name = "log_softmax";
    Tensor forward(const Tensor& x) const;
    void jvp(const Var& x_dot, const Var& x, const Var& y, Accumulator& y_dot) const;
    void vjp(const Var& y_bar, const Var& x, const Var& y, Accumulator& x_bar) const;
};

}  // namespace surefoot::ad
