#include "autodiff/transforms.hpp"

#include <fmt/format.h>

#include "autodiff/error.hpp"

namespace surefoot::ad {
namespace {

// A symbolic zero becomes a zero.
Var filled(const Tangent& derivative, const Var& of) {
    return derivative ? *derivative : Var(Tensor::zeros(of.shape()));
}

// Rewinds a tape to where it stood, however the scope is left.
class Rewind {
  public:
    explicit Rewind(Tape& tape) : tape_(tape), mark_(tape.mark()) {}
    ~Rewind() { tape_.rewind(mark_); }
    Rewind(const Rewind&) = delete;
    Rewind& operator=(const Rewind&) = delete;

  private:
    Tape& tape_;
    std::size_t mark_;
};

pool::vector<Tangent> tangents(std::span<const Tensor> values) { return {values.begin(), values.end()}; }

Var gradient(const Var& y, const Var& x, Rules rules) {
    if (y.value().size() != 1)
        throw ShapeError(
            fmt::format("grad: y is {}, not one number; vjp takes a cotangent for it", to_string(y.shape())));
    const Tangent one = Var(Tensor::full(y.shape(), 1));
    return filled(Sweep(std::span(&y, 1), std::span(&x, 1)).backwards(std::span(&one, 1), rules)[0], x);
}

}  // namespace

// #region grad
Tensor grad(const Var& y, const Var& x) { return gradient(y, x, Rules::compute).value(); }
Var recorded_grad(const Var& y, const Var& x) { return gradient(y, x, Rules::record); }
// #endregion grad

pool::vector<Tensor> vjp(std::span<const Var> ys, std::span<const Var> xs, std::span<const Tensor> y_bars) {
    const pool::vector<Tangent> x_bars = Sweep(ys, xs).backwards(tangents(y_bars));
    pool::vector<Tensor> values;
    for (std::size_t i = 0; i < xs.size(); ++i) values.push_back(filled(x_bars[i], xs[i]).value());
    return values;
}

pool::vector<Tensor> jvp(std::span<const Var> ys, std::span<const Var> xs, std::span<const Tensor> x_dots) {
    const pool::vector<Tangent> y_dots = Sweep(ys, xs).forwards(tangents(x_dots));
    pool::vector<Tensor> values;
    for (std::size_t i = 0; i < ys.size(); ++i) values.push_back(filled(y_dots[i], ys[i]).value());
    return values;
}

Tensor vjp(const Var& y, const Var& x, const Tensor& y_bar) {
    return vjp(std::span(&y, 1), std::span(&x, 1), std::span(&y_bar, 1))[0];
}

Tensor jvp(const Var& y, const Var& x, const Tensor& x_dot) {
    return jvp(std::span(&y, 1), std::span(&x, 1), std::span(&x_dot, 1))[0];
}

// #region hvp
Tensor hvp(const Var& y, const Var& x, const Tensor& v) {
    const Rewind rewind(x.tape());
    return jvp(recorded_grad(y, x), x, v);
}

Tensor hvp_reverse(const Var& y, const Var& x, const Tensor& v) {
    const Rewind rewind(x.tape());
    return vjp(recorded_grad(y, x), x, v);  // the gradient of ⟨∇y, v⟩
}
// #endregion hvp

// #region linearize
pool::vector<Tensor> Linearization::operator()(const Tensor& x_dot) const {
    const Tangent tangent = Var(x_dot);
    const pool::vector<Tangent> y_dots = sweep_->forwards(std::span(&tangent, 1));
    pool::vector<Tensor> values;
    for (std::size_t i = 0; i < outputs_; ++i) values.push_back(filled(y_dots[i], sweep_->y(i)).value());
    return values;
}

Tensor Linearization::Transpose::operator()(std::span<const Tensor> y_bars) const {
    return filled(sweep_->backwards(tangents(y_bars))[0], sweep_->x(0)).value();
}

Linearization linearize(const pool::vector<Var>& ys, const Var& x) { return {ys, x}; }
// #endregion linearize

}  // namespace surefoot::ad
