// CustomOp: an op of one's own, recorded and differentiated like those of the list.   docs/03 §7
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "autodiff/accumulator.hpp"

namespace surefoot::ad {

// A function of any number of tensors with its derivative in both directions. What an op of the list has as a struct
// (autodiff/rules) this has as virtual functions: x, x_dot and x_bar have one entry for each input. The rules are
// written with ops on Vars, and so can be differentiated again. It must be as constant as a function: an object may stand on
// several tapes, and is called on several threads at once.
class CustomOp {
  public:
    virtual ~CustomOp() = default;
    virtual std::string_view name() const = 0;  // for messages and drawings
    virtual Tensor forward(std::span<const Tensor> x) const = 0;
    // ẏ += J ẋ. An input that has no tangent has an absent one.
    virtual void jvp(std::span<const Tangent* const> x_dot, std::span<const Var* const> x, const Var& y,
                     Accumulator& y_dot) const = 0;
    // x̄ᵢ += Jᵢᵀ ȳ, for each input. One whose sum nobody asks for may be left out: `if (*x_bar[i])`.
    virtual void vjp(const Var& y_bar, std::span<const Var* const> x, const Var& y,
                     std::span<Accumulator* const> x_bar) const = 0;
};

// y = op(x…). Throws what forward throws, TapeError as every op does, and std::invalid_argument when there is no op.
Var apply(std::shared_ptr<const CustomOp> op, const std::vector<Var>& x);

// How it stands in the list.
struct Custom {
    std::shared_ptr<const CustomOp> op;
    static constexpr std::string_view name = "custom";  // of the kind; the op has a name of its own
    Tensor forward(std::span<const Tensor> x) const { return op->forward(x); }
    void jvp(std::span<const Tangent* const> x_dot, std::span<const Var* const> x, const Var& y,
             Accumulator& y_dot) const {
        op->jvp(x_dot, x, y, y_dot);
    }
    void vjp(const Var& y_bar, std::span<const Var* const> x, const Var& y, std::span<Accumulator* const> x_bar) const {
        op->vjp(y_bar, x, y, x_bar);
    }
};

}  // namespace surefoot::ad
