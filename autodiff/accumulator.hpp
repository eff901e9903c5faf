// What the rules of ops work with besides Vars: tangents that may be absent, and the sums that rules add into.
#pragma once

#include <concepts>
#include <utility>

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

// A matrix as a product takes it: as it stands, or transposed. The flag goes to BLAS; nothing is copied.
struct Matrix {
    Matrix(std::convertible_to<Var> auto&& x) : x(std::forward<decltype(x)>(x)) {}
    Matrix(Var x, bool transposed) : x(std::move(x)), transposed(transposed) {}

    Var x;
    bool transposed = false;
};
inline Matrix transposed(Matrix A) { return {std::move(A.x), !A.transposed}; }

// Two terms that an Accumulator can take straight into its place, without a temporary:
struct Product {  // A B, a matrix product not yet carried out
    Matrix A, B;
};
inline Product product(Matrix A, Matrix B) { return {std::move(A), std::move(B)}; }

struct Embedding {  // x in the positions [begin, begin + x.shape[axis]) of an axis of `extent`, zeros elsewhere
    Var x;
    int axis, begin, extent;
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
    void operator+=(const Product& term);
    void operator+=(const Embedding& term);

    // The reals of the sum so far, for a term of this shape to be added to in place; null when it cannot be.
    Real* in_place(const Shape& shape);

    const Tangent& sum() const { return sum_; }  // absent while nothing was added
    Tangent take() { return std::exchange(sum_, {}); }

  private:
    bool in_place_ok(const Var& term) const;  // both constants, and the sum's reals are nobody else's
    template <class Add>
    void add_in_place(Add add);  // hands the sum's tensor to `add`, to be written to

    bool wanted_ = false;
    Tangent sum_;
};

}  // namespace surefoot::ad
