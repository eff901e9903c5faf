// apply: how every op is called. It computes, and records when any input is recorded.   docs/04 §1
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <utility>
#include <vector>

#include "autodiff/op.hpp"
#include "autodiff/tape.hpp"

namespace surefoot::ad {

// y = op(x…), for an op of the list. Throws ShapeError from its forward, and TapeError as Tape::record does. The user's
// functions (`tanh`, `matmul`, …) are calls of this.
template <class T, class... Vars>
requires std::constructible_from<Op, T> Var apply(const T& op, const Vars&... x) {
    Tensor value = op.forward(x.value()...);
    if ((x.is_constant() && ...)) return value;
    const std::array<const Var*, sizeof...(x)> inputs{&x...};
    return Tape::record(op, inputs, std::move(value));
}

// The same for one that takes a span of inputs.
template <class T>
requires std::constructible_from<Op, T> Var apply(const T& op, const std::vector<Var>& x) {
    pool::vector<Tensor> values;
    pool::vector<const Var*> inputs;
    for (const Var& input : x) {
        values.push_back(input.value());
        inputs.push_back(&input);
    }
    Tensor value = op.forward(values);
    if (std::all_of(x.begin(), x.end(), [](const Var& input) { return input.is_constant(); })) return value;
    return Tape::record(op, inputs, std::move(value));
}

}  // namespace surefoot::ad
