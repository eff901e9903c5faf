#include "autodiff/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "autodiff/error.hpp"

namespace ad {
namespace {

void check_shapes(const char* what, std::span<const Tangent> given, std::span<const Var> expected) {
    if (given.size() != expected.size())
        throw ShapeError(fmt::format("{}: {} given for {}", what, given.size(), expected.size()));
    for (std::size_t i = 0; i < given.size(); ++i)
        if (given[i] && (*given[i]).shape() != expected[i].shape())
            throw ShapeError(fmt::format("{}: {} given for a value {}", what, to_string((*given[i]).shape()),
                                         to_string(expected[i].shape())));
}

}  // namespace

Sweep::Sweep(std::span<const Var> ys, std::span<const Var> xs) : ys_(ys.begin(), ys.end()), xs_(xs.begin(), xs.end()) {
    find_path();
}

void Sweep::find_path() {
    if (xs_.empty()) throw TapeError("sweep: no input to differentiate with respect to");
    const Tape& tape = xs_[0].tape();
    NodeId last = first_ = xs_[0].id();
    for (const Var& x : xs_) {
        if (&x.tape() != &tape) throw TapeError("sweep: the inputs lie on two different tapes");
        first_ = std::min(first_, x.id());
        last = std::max(last, x.id());
    }
    for (const Var& y : ys_) {
        if (y.is_constant()) continue;
        if (&y.tape() != &tape) throw TapeError("sweep: an output lies on another tape than the inputs");
        last = std::max(last, y.id());
    }
    // Forwards: what depends on an x.  Backwards: what a y depends on.  The path is both.
    std::vector<bool> from_x(last - first_ + 1), to_y(last - first_ + 1), is_x(last - first_ + 1);
    for (const Var& x : xs_) {
        if (is_x[x.id() - first_]) throw TapeError("sweep: one input is named twice");
        from_x[x.id() - first_] = is_x[x.id() - first_] = true;
    }
    for (NodeId id = first_; id <= last; ++id)
        if (!is_x[id - first_])
            for (const NodeId input : tape.inputs(id))
                if (input >= first_ && from_x[input - first_]) from_x[id - first_] = true;
    for (const Var& y : ys_)
        if (!y.is_constant() && y.id() >= first_) to_y[y.id() - first_] = true;
    for (NodeId id = last + 1; id-- > first_;)
        if (to_y[id - first_] && !is_x[id - first_])
            for (const NodeId input : tape.inputs(id))
                if (input >= first_) to_y[input - first_] = true;
    on_path_.resize(from_x.size());
    for (NodeId id = first_; id <= last; ++id) {
        on_path_[id - first_] = from_x[id - first_] && to_y[id - first_];
        if (on_path_[id - first_] && !is_x[id - first_]) ops_.push_back(id);
    }
}

const Tape& Sweep::standing_tape() const {
    for (const Var& y : ys_)
        if (!y.is_constant()) y.tape();  // throws when the tape was rewound past y, and so past its path
    return xs_[0].tape();
}

Var Sweep::handed(NodeId id, Rules rules) const {
    const Tape::Node& node = xs_[0].tape().node(id);
    return rules == Rules::record && !node.is_constant ? xs_[0].tape().var(id) : Var(node.value);
}

// #region forwards
std::vector<Tangent> Sweep::forwards(std::span<const Tangent> x_dots, Rules rules) const {
    const Tape& tape = standing_tape();
    check_shapes("jvp: tangents", x_dots, xs_);
    std::vector<Tangent> dots(on_path_.size());
    for (std::size_t i = 0; i < xs_.size(); ++i) dots[xs_[i].id() - first_] = x_dots[i];

    std::vector<Var> x;
    std::vector<Tangent> x_dot;
    for (const NodeId id : ops_) {
        x.clear(), x_dot.clear();
        bool any = false;
        for (const NodeId input : tape.inputs(id)) {
            x.push_back(handed(input, rules));
            x_dot.push_back(on_path(input) ? dots[input - first_] : Tangent());
            any = any || x_dot.back();
        }
        if (!any) continue;
        const Op op = *tape.node(id).op;  // a copy: recording rules move the tape's nodes
        Accumulator y_dot = Accumulator::wanted();
        jvp(op, x_dot, x, handed(id, rules), y_dot);
        dots[id - first_] = y_dot.take();
    }

    std::vector<Tangent> y_dots;
    for (const Var& y : ys_) y_dots.push_back(!y.is_constant() && on_path(y.id()) ? dots[y.id() - first_] : Tangent());
    return y_dots;
}
// #endregion forwards

// #region backwards
std::vector<Tangent> Sweep::backwards(std::span<const Tangent> y_bars, Rules rules) const {
    const Tape& tape = standing_tape();
    check_shapes("vjp: cotangents", y_bars, ys_);
    std::vector<Accumulator> bars(on_path_.size());  // off the path nobody asks for a cotangent
    for (std::size_t i = 0; i < bars.size(); ++i)
        if (on_path_[i]) bars[i] = Accumulator::wanted();
    for (std::size_t i = 0; i < ys_.size(); ++i)
        if (y_bars[i] && !ys_[i].is_constant() && on_path(ys_[i].id())) bars[ys_[i].id() - first_] += *y_bars[i];

    std::vector<Var> x;
    std::vector<Accumulator> x_bar;
    std::vector<NodeId> inputs;
    for (auto it = ops_.rbegin(); it != ops_.rend(); ++it) {
        const Tangent y_bar = bars[*it - first_].take();  // complete: all that uses this node comes later on the tape
        if (!y_bar) continue;
        x.clear(), x_bar.clear();
        inputs.assign(tape.inputs(*it).begin(), tape.inputs(*it).end());
        for (const NodeId input : inputs) {
            x.push_back(handed(input, rules));
            // An input that stands twice (x · x) gets both terms: the second place starts empty and is added below.
            x_bar.push_back(on_path(input) ? std::exchange(bars[input - first_], Accumulator::wanted())
                                           : Accumulator());
        }
        const Op op = *tape.node(*it).op;
        vjp(op, y_bar, x, handed(*it, rules), x_bar);
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            if (!x_bar[i] || !x_bar[i].sum()) continue;
            Accumulator& bar = bars[inputs[i] - first_];
            if (bar.sum())
                bar += *x_bar[i].take();
            else
                bar = std::move(x_bar[i]);
        }
    }

    std::vector<Tangent> x_bars;
    for (const Var& x_out : xs_) x_bars.push_back(on_path(x_out.id()) ? bars[x_out.id() - first_].take() : Tangent());
    return x_bars;
}
// #endregion backwards

}  // namespace ad
