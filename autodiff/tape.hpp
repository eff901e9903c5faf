// Tape: the record of a computation, one node for each op, in the order in which they ran.
//
// Creation order is topological order, so a sweep in either direction is a loop over a vector: no recursion, no graph
// search. Whoever records owns the tape and passes it by the Vars on it; there is no global one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "autodiff/var.hpp"

namespace surefoot::ad {

struct Node;  // node.hpp
struct Op;    // op.hpp

class Tape {
  public:
    Tape();
    ~Tape();  // Vars that are left over throw TapeError when they are used for more than their value
    Tape(const Tape&) = delete;
    Tape& operator=(const Tape&) = delete;

    // A new input: what derivatives are taken with respect to. The name is for graphviz.
    Var variable(Tensor value, std::string name = {});

    // Leaves a node for y = op(x…) on the tape that the inputs lie on; constants among them get a node that holds their value.
    // Throws TapeError when they lie on different tapes or on one that was rewound. It is what apply() (apply.hpp) calls.
    static Var record(const Op& op, std::span<const Var* const> inputs, Tensor value);

    // Everything recorded after `mark` is dropped by `rewind(mark)`; Vars of it throw TapeError from then on.
    std::size_t mark() const { return size(); }
    void rewind(std::size_t mark);  // throws TapeError when the mark lies ahead

    // What sweeps and drawings read. Throw std::out_of_range for an id that is not on the tape.
    std::size_t size() const;
    const Node& node(NodeId id) const;
    std::span<const NodeId> inputs(NodeId id) const;
    std::string_view name(NodeId id) const;  // of a variable; empty when it has none
    Var var(NodeId id) const;                // the recorded Var that stands at `id`

  private:
    friend class Var;
    Var record_here(const Op& op, std::span<const Var* const> inputs, Tensor value);
    NodeId push(Node&& node);

    pool::vector<Node> nodes_;
    pool::vector<NodeId> edges_;  // the inputs of all nodes, one after the other
    pool::vector<std::pair<NodeId, std::string>> names_;
    std::uint64_t next_serial_ = 0;
    std::shared_ptr<Var::Life> life_;
};

}  // namespace surefoot::ad
