// Tape: the record of a computation, one node for each op, in the order in which they ran.
//
// Creation order is topological order, so a sweep in either direction is a loop over a vector: no recursion, no graph
// search. Whoever records owns the tape and passes it by the Vars on it; there is no global one.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "autodiff/op.hpp"
#include "autodiff/var.hpp"

namespace surefoot::ad {

template <class T, class List>
inline constexpr bool is_listed = false;
template <class T, class... Ops>
inline constexpr bool is_listed<T, std::variant<Ops...>> = (std::same_as<T, Ops> || ...);

class Tape {
  public:
    Tape();
    ~Tape();  // Vars that are left over throw TapeError when they are used for more than their value
    Tape(const Tape&) = delete;
    Tape& operator=(const Tape&) = delete;

    // A new input: what derivatives are taken with respect to. The name is for graphviz.
    Var variable(Tensor value, std::string name = {});

    // y = op(x…): computes, and records when any input is recorded; constants among the inputs get a node that holds their
    // value. Throws ShapeError from the op's forward, and TapeError when the inputs lie on different tapes or on one
    // that was rewound. The user's functions (`tanh`, `matmul`, …) are calls of this.
    template <class T, class... Vars>
    requires is_listed<T, Op>
    static Var apply(const T& op, const Vars&... x) {
        Tensor value = op.forward(x.value()...);
        if ((x.is_constant() && ...)) return value;
        const std::array<const Var*, sizeof...(x)> inputs{&x...};
        return record_on_theirs(op, inputs, std::move(value));
    }
    template <class T>
    requires is_listed<T, Op>
    static Var apply(const T& op, const std::vector<Var>& x);  // for ops that take a span of inputs

    // Everything recorded after `mark` is dropped by `rewind(mark)`; Vars of it throw TapeError from then on.
    std::size_t mark() const { return nodes_.size(); }
    void rewind(std::size_t mark);  // throws TapeError when the mark lies ahead

    // What sweeps and drawings read. Throw std::out_of_range for an id that is not on the tape.
    struct Node {
        std::optional<Op> op;  // absent: a variable or a constant
        Var value;             // without its place: a constant
        std::uint32_t first_input, input_count;
        std::uint64_t serial;
        bool is_constant;
    };
    std::size_t size() const { return nodes_.size(); }
    const Node& node(NodeId id) const { return nodes_.at(id); }
    std::span<const NodeId> inputs(NodeId id) const;
    std::string_view name(NodeId id) const;  // of a variable; empty when it has none
    Var var(NodeId id) const;                // the recorded Var that stands at `id`

  private:
    friend class Var;
    static Var record_on_theirs(const Op& op, std::span<const Var* const> inputs, Tensor value);  // the inputs' tape
    Var record(const Op& op, std::span<const Var* const> inputs, Tensor value);
    NodeId push(Node node);

    pool::vector<Node> nodes_;
    pool::vector<NodeId> edges_;  // the inputs of all nodes, one after the other
    pool::vector<std::pair<NodeId, std::string>> names_;
    std::uint64_t next_serial_ = 0;
    std::shared_ptr<Var::Life> life_;
};

template <class T>
requires is_listed<T, Op> Var Tape::apply(const T& op, const std::vector<Var>& x) {
    pool::vector<Tensor> values;
    pool::vector<const Var*> inputs;
    for (const Var& input : x) {
        values.push_back(input.value());
        inputs.push_back(&input);
    }
    Tensor value = op.forward(values);
    if (std::all_of(x.begin(), x.end(), [](const Var& input) { return input.is_constant(); })) return value;
    return record_on_theirs(op, inputs, std::move(value));
}

}  // namespace surefoot::ad
