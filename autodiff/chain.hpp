// Chain: elementwise arithmetic that is written down but not yet carried out.
//
//     y_dot += each(y) * (1 - each(y)) * each(x_dot);
//
// Where everything in it is constant and of one shape, the chain is one pass over memory, straight into the accumulator.
// Else it is the ops one by one, so that they are recorded, and a scalar grows as it always does. Rules are written in it.
// A chain refers to its Vars: use it in the expression that writes it, and give a temporary a name first.
#pragma once

#include <concepts>

#include "autodiff/accumulator.hpp"
#include "autodiff/kernels/elementwise.hpp"
#include "autodiff/kernels/functions.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"

namespace surefoot::ad {

namespace chain {

// A link of a chain has: recorded(), the ops one by one; leaf(), a Var that tells the shape, or null; plain(shape),
// whether one pass can do it; and element(), a function from the position to the value there.
template <class T>
concept Chain = requires(const T& link, const Shape& shape) {
    { link.recorded() } -> std::convertible_to<Var>;
    { link.plain(shape) } -> std::same_as<bool>;
};

// The elements of x.
struct Each {
    const Var& x;
    const Var& recorded() const { return x; }
    const Var* leaf() const { return &x; }
    bool plain(const Shape& shape) const { return x.is_constant() && x.shape() == shape; }
    auto element() const {
        return [p = x.value().data()](std::ptrdiff_t i) { return p[i]; };
    }
};
inline Each each(const Var& x) { return {x}; }

// f(x) for a piecewise constant f, the slope of a function with kinks: it has no derivative, so it is never recorded.
template <class F>
struct Slope {
    const Var& x;
    F f;
    Var recorded() const { return Var(kernels::at_each(x.shape(), element())); }
    const Var* leaf() const { return &x; }
    bool plain(const Shape& shape) const { return x.shape() == shape; }
    auto element() const {
        return [p = x.value().data(), f = f](std::ptrdiff_t i) { return f(p[i]); };
    }
};
template <class F>
Slope<F> slope(const Var& x, F f) {
    return {x, f};
}

struct Number {
    Real number;
    Var recorded() const { return number; }
    const Var* leaf() const { return nullptr; }
    bool plain(const Shape&) const { return true; }
    auto element() const {
        return [n = number](std::ptrdiff_t) { return n; };
    }
};

// The value of a chain: in one pass, when that can do it, else by the ops.
template <class C>
Var value_of(const C& chain) {
    const Shape& shape = chain.leaf()->shape();
    return chain.plain(shape) ? Var(kernels::at_each(shape, chain.element())) : Var(chain.recorded());
}

template <class F, class Left, class Right>
struct Joined {
    Left left;
    Right right;
    Var recorded() const { return F::op(Var(left.recorded()), Var(right.recorded())); }
    const Var* leaf() const { return left.leaf() ? left.leaf() : right.leaf(); }
    bool plain(const Shape& shape) const { return left.plain(shape) && right.plain(shape); }
    auto element() const {
        return [l = left.element(), r = right.element()](std::ptrdiff_t i) { return F::of(l(i), r(i)); };
    }
    operator Var() const { return value_of(*this); }
};

template <class F, class Inner>
struct Applied {
    Inner inner;
    Var recorded() const { return F::op(Var(inner.recorded())); }
    const Var* leaf() const { return inner.leaf(); }
    bool plain(const Shape& shape) const { return inner.plain(shape); }
    auto element() const {
        return [x = inner.element()](std::ptrdiff_t i) { return F::of(x(i)); };
    }
    operator Var() const { return value_of(*this); }
};

namespace links {

struct Plus {
    static Var op(const Var& a, const Var& b) { return a + b; }
    static Real of(Real a, Real b) { return a + b; }
};
struct Minus {
    static Var op(const Var& a, const Var& b) { return a - b; }
    static Real of(Real a, Real b) { return a - b; }
};
struct Times {
    static Var op(const Var& a, const Var& b) { return a * b; }
    static Real of(Real a, Real b) { return a * b; }
};
struct Over {
    static Var op(const Var& a, const Var& b) { return a / b; }
    static Real of(Real a, Real b) { return a / b; }
};
struct Exponential {
    static Var op(const Var& x) { return exp(x); }
    static Real of(Real x) { return kernels::exp(x); }
};
struct Logistic {
    static Var op(const Var& x) { return sigmoid(x); }
    static Real of(Real x) { return kernels::sigmoid(x); }
};

template <Chain C>
C link(const C& chain) {
    return chain;
}
inline Number link(Real number) { return {number}; }

template <class F, class L, class R>
Joined<F, L, R> join(const L& left, const R& right) {
    return {left, right};
}

}  // namespace links

template <class L, class R>
concept Links = (Chain<L> && (Chain<R> || std::is_arithmetic_v<R>)) || (std::is_arithmetic_v<L> && Chain<R>);

template <class L, class R>
requires Links<L, R>
auto operator+(const L& l, const R& r) { return links::join<links::Plus>(links::link(l), links::link(r)); }
template <class L, class R>
requires Links<L, R>
auto operator-(const L& l, const R& r) { return links::join<links::Minus>(links::link(l), links::link(r)); }
template <class L, class R>
requires Links<L, R>
auto operator*(const L& l, const R& r) { return links::join<links::Times>(links::link(l), links::link(r)); }
template <class L, class R>
requires Links<L, R>
auto operator/(const L& l, const R& r) { return links::join<links::Over>(links::link(l), links::link(r)); }
template <Chain C>
auto exp(const C& x) {
    return Applied<links::Exponential, C>{x};
}
template <Chain C>
auto sigmoid(const C& x) {
    return Applied<links::Logistic, C>{x};
}

template <Chain C>
void operator+=(Accumulator& sum, const C& chain) {
    if (!sum) return;
    const Shape& shape = chain.leaf()->shape();
    if (!chain.plain(shape))
        sum += Var(chain.recorded());
    else if (const bool grows = sum.sum() && (*sum.sum()).shape() != shape;
             grows || !sum.add_in_place([&](Tensor& y) { kernels::add_at_each(y, chain.element()); }))
        sum += Var(kernels::at_each(shape, chain.element()));
}

// A chain to be summed down to a shape, as sum_to does: where the chain has that shape already, no more than the chain.
template <Chain C>
struct Summed {
    C chain;
    const Shape& shape;
};
template <Chain C>
Summed<C> sum_to(const C& chain, const Shape& shape) {
    return {chain, shape};
}
template <Chain C>
void operator+=(Accumulator& sum, const Summed<C>& summed) {
    if (!sum) return;
    if (summed.chain.leaf()->shape() == summed.shape && summed.chain.plain(summed.shape))
        sum += summed.chain;
    else
        sum += ad::sum_to(Var(summed.chain), summed.shape);
}

}  // namespace chain

using chain::each;
using chain::slope;

}  // namespace surefoot::ad
