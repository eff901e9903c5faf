// Sweep: the one mechanism behind every derivative, a loop over the tape in either direction.
//
// A sweep belongs to outputs ys and inputs xs of one tape and visits the nodes that lie on a path between them.
// Forwards it carries tangents (J ẋ), backwards cotangents (Jᵀ ȳ). The values on the tape are kept, so a sweep can
// run again and again; that is what `linearize` hands out.
#pragma once

#include <span>
#include <vector>

#include "autodiff/accumulator.hpp"
#include "autodiff/tape.hpp"

namespace surefoot::ad {

// What a sweep hands to the rules of ops, and so what its result is.
enum class Rules {
    compute,  // constants: the rules just compute, and the results are constants
    record,   // the recorded Vars: what the rules compute is recorded too, and can be differentiated again
};

class Sweep {
  public:
    // All xs must lie on one tape; a y that lies on none has the derivative 0. The xs are taken as independent, even
    // where one was computed from another. Throws TapeError.
    Sweep(std::span<const Var> ys, std::span<const Var> xs);

    // One tangent for each x (an absent one is zero) → one for each y.   Throws ShapeError when a shape differs.
    pool::vector<Tangent> forwards(std::span<const Tangent> x_dots, Rules rules = Rules::compute) const;
    // One cotangent for each y → one for each x.
    pool::vector<Tangent> backwards(std::span<const Tangent> y_bars, Rules rules = Rules::compute) const;

    const Var& x(std::size_t i) const { return xs_[i]; }
    const Var& y(std::size_t i) const { return ys_[i]; }

  private:
    void find_path();
    const Tape& standing_tape() const;  // throws TapeError when the tape is gone or was rewound past a y
    bool on_path(NodeId id) const { return id >= first_ && id - first_ < on_path_.size() && on_path_[id - first_]; }

    pool::vector<Var> ys_, xs_;
    NodeId first_ = 0;            // where the path begins on the tape
    pool::vector<char> on_path_;  // by node, from first_ on: it depends on an x, and a y depends on it
    pool::vector<NodeId> ops_;    // the ops among them, in creation order
};

}  // namespace surefoot::ad
