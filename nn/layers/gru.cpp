#include "nn/layers/gru.hpp"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/linalg.hpp"

namespace surefoot::nn {

using ad::Var;

namespace {

Initializer uniform_by_hidden(int hidden) {
    const double limit = 1 / std::sqrt(static_cast<double>(hidden));
    return uniform(-limit, limit);
}

}  // namespace

Gru::Gru(Layout& layout, const std::string& name, int in, int hidden)
    : name_(name),
      W_i_(layout.add(name + ".weight_ih_l0", {3 * hidden, in}, uniform_by_hidden(hidden))),
      W_h_(layout.add(name + ".weight_hh_l0", {3 * hidden, hidden}, uniform_by_hidden(hidden))),
      b_i_(layout.add(name + ".bias_ih_l0", {3 * hidden}, uniform_by_hidden(hidden))),
      b_h_(layout.add(name + ".bias_hh_l0", {3 * hidden}, uniform_by_hidden(hidden))) {}

// #region gru
Var Gru::advance(const Var& theta, const Var& seen, const Var& h) const {
    const Var past = affine(h, ad::transposed(W_h_(theta)), b_h_(theta));
    const auto gate = [k = hidden()](const Var& of, int i) { return slice(of, 1, i * k, (i + 1) * k); };
    const Var r = sigmoid(gate(seen, 0) + gate(past, 0)), z = sigmoid(gate(seen, 1) + gate(past, 1));
    const Var n = tanh(gate(seen, 2) + r * gate(past, 2));
    return n + z * (h - n);
}
// #endregion gru

Var Gru::step(const Var& theta, const Var& x, const Var& h) const {
    if (x.shape().rank() != 2 || x.shape()[1] != W_i_.shape[1] || h.shape() != ad::Shape{x.shape()[0], hidden()})
        throw ad::ShapeError(fmt::format("layer `{}`: {} and a state {} are not [n,{}] and [n,{}]", name_,
                                         to_string(x.shape()), to_string(h.shape()), W_i_.shape[1], hidden()));
    return advance(theta, affine(x, ad::transposed(W_i_(theta)), b_i_(theta)), h);
}

Var Gru::operator()(const Var& theta, const Var& x, const Var& h) const {
    if (x.shape().rank() != 3 || x.shape()[1] < 1 || x.shape()[2] != W_i_.shape[1] ||
        h.shape() != ad::Shape{x.shape()[0], hidden()})
        throw ad::ShapeError(fmt::format("layer `{}`: {} and a state {} are not [n,t,{}] with t at least 1, and [n,{}]",
                                         name_, to_string(x.shape()), to_string(h.shape()), W_i_.shape[1], hidden()));
    const int n = x.shape()[0], t = x.shape()[1], in = x.shape()[2];
    // What the inputs bring to the gates needs no state: one product for all times.
    const Var seen =
        reshape(affine(reshape(x, {n * t, in}), ad::transposed(W_i_(theta)), b_i_(theta)), {n, t, 3 * hidden()});
    // #region through_time
    Var state = h;
    std::vector<Var> states;
    for (int k = 0; k < t; ++k) {
        state = advance(theta, reshape(slice(seen, 1, k, k + 1), {n, 3 * hidden()}), state);
        states.push_back(reshape(state, {n, 1, hidden()}));
    }
    return concatenate(states, 1);
    // #endregion through_time
}

Var Gru::operator()(const Var& theta, const Var& x) const {
    const int n = x.shape().rank() == 3 ? x.shape()[0] : 0;
    return (*this)(theta, x, ad::Tensor::zeros({n, hidden()}));
}

}  // namespace surefoot::nn
