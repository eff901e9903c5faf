// What the rules of ops work with besides Vars: tangents that may be absent, and the sums that rules add into.
#pragma once

#include <utility>

#include "autodiff/function_ref.hpp"
#include "autodiff/var.hpp"

namespace surefoot::ad {

// The tangent ẋ of an input, or nothing: a symbolic zero, for which nothing is computed.
class Tangent {
  public:
    Tangent() = default;
    Tangent(Var x_dot) : x_dot_(std::move(x_dot)), present_(true) {}

    explicit operator bool() const { return present_; }
    const Var& operator*() const { return x_dot_; }  // of an absent tangent: the empty constant
    operator const Var&() const { return x_dot_; }

  private:
    Var x_dot_;
    bool present_ = false;
};

// The sum that a rule adds into: a cotangent x̄ in a sweep backwards, a tangent ẏ in a sweep forwards. A value used twice
// collects two terms. On constants the second term is added in place; a recorded term is added by the op `add`, so
// that the sum is recorded too.
class Accumulator {
  public:
    Accumulator() = default;  // a sum that nobody asks for: terms are dropped
    static Accumulator wanted();

    // False when nobody asks for this sum, so that a rule with several inputs can skip the work.
    explicit operator bool() const { return wanted_; }

    void operator+=(Var term);
    // Lets `add` write a constant term straight into the sum so far, where that is a constant too and nobody else's. False, and
    // nothing is called, where it is not: then the term must be added as it is.
    bool add_in_place(FunctionRef<void(Tensor& sum)> add);

    const Tangent& sum() const { return sum_; }  // absent while nothing was added
    Tangent take() { return std::exchange(sum_, {}); }

  private:
    bool wanted_ = false;
    Tangent sum_;
};

}  // namespace surefoot::ad
