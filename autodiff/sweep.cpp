#include "autodiff/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "autodiff/check_finite.hpp"
#include "autodiff/error.hpp"
#include "autodiff/node.hpp"

namespace surefoot::ad {
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
    pool::vector<char> from_x(last - first_ + 1), to_y(last - first_ + 1), is_x(last - first_ + 1);
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

namespace {

// What the rules are given of the nodes on the tape: for `compute` the constants that stand there, for `record` the
// recorded Vars, which are made one op at a time because recording moves the nodes.
class Handed {
  public:
    Handed(const Tape& tape, Rules rules) : tape_(tape), rules_(rules) {}

    void look_at(NodeId id) {
        x_.clear(), made_.clear();
        const Node& node = tape_.node(id);
        if (rules_ == Rules::compute) {
            y_ = &node.value, op_ = &*node.op;
            for (const NodeId input : tape_.inputs(id)) x_.push_back(&tape_.node(input).value);
            return;
        }
        made_.push_back(tape_.var(id));
        for (const NodeId input : tape_.inputs(id))
            made_.push_back(tape_.node(input).is_constant ? tape_.node(input).value : tape_.var(input));
        copy_ = node.op;
        y_ = &made_[0], op_ = &*copy_;
        for (std::size_t i = 1; i < made_.size(); ++i) x_.push_back(&made_[i]);
    }
    const Op& op() const { return *op_; }
    const Var& y() const { return *y_; }
    std::span<const Var* const> x() const { return x_; }

  private:
    const Tape& tape_;
    Rules rules_;
    const Op* op_ = nullptr;
    const Var* y_ = nullptr;
    pool::vector<const Var*> x_;
    pool::vector<Var> made_;
    std::optional<Op> copy_;
};

// Tangents and cotangents as the rules want them: a recorded one would make `compute` record.
Tangent given(const Tangent& t, Rules rules) { return t && rules == Rules::compute ? Tangent(Var((*t).value())) : t; }

}  // namespace

// #region forwards
pool::vector<Tangent> Sweep::forwards(std::span<const Tangent> x_dots, Rules rules) const {
    const Tape& tape = standing_tape();
    check_shapes("jvp: tangents", x_dots, xs_);
    pool::vector<Tangent> dots(on_path_.size());
    for (std::size_t i = 0; i < xs_.size(); ++i) dots[xs_[i].id() - first_] = given(x_dots[i], rules);

    Handed node(tape, rules);
    const Tangent none;
    pool::vector<const Tangent*> x_dot;
    for (const NodeId id : ops_) {
        x_dot.clear();
        bool any = false;
        for (const NodeId input : tape.inputs(id)) {
            x_dot.push_back(on_path(input) ? &dots[input - first_] : &none);
            any = any || *x_dot.back();
        }
        if (!any) continue;
        node.look_at(id);
        Accumulator y_dot = Accumulator::wanted();
        jvp(node.op(), x_dot, node.x(), node.y(), y_dot);
        dots[id - first_] = y_dot.take();
        expect_finite(tape, id, "jvp", dots[id - first_]);
    }

    pool::vector<Tangent> y_dots;
    for (const Var& y : ys_) y_dots.push_back(!y.is_constant() && on_path(y.id()) ? dots[y.id() - first_] : Tangent());
    return y_dots;
}
// #endregion forwards

// #region backwards
pool::vector<Tangent> Sweep::backwards(std::span<const Tangent> y_bars, Rules rules) const {
    const Tape& tape = standing_tape();
    check_shapes("vjp: cotangents", y_bars, ys_);
    pool::vector<Accumulator> bars(on_path_.size());
    for (std::size_t i = 0; i < bars.size(); ++i)
        if (on_path_[i]) bars[i] = Accumulator::wanted();
    for (std::size_t i = 0; i < ys_.size(); ++i)
        if (y_bars[i] && !ys_[i].is_constant() && on_path(ys_[i].id()))
            bars[ys_[i].id() - first_] += *given(y_bars[i], rules);

    Handed node(tape, rules);
    Accumulator unwanted;  // off the path nobody asks for a cotangent
    pool::vector<Accumulator*> x_bar;
    for (auto it = ops_.rbegin(); it != ops_.rend(); ++it) {
        const Tangent y_bar = bars[*it - first_].take();  // complete: all that uses this node comes later on the tape
        if (!y_bar) continue;
        x_bar.clear();
        for (const NodeId input : tape.inputs(*it)) x_bar.push_back(on_path(input) ? &bars[input - first_] : &unwanted);
        node.look_at(*it);
        vjp(node.op(), y_bar, node.x(), node.y(), x_bar);
        for (const Accumulator* sum : x_bar) expect_finite(tape, *it, "vjp", sum->sum());
    }

    pool::vector<Tangent> x_bars;
    for (const Var& x : xs_) x_bars.push_back(on_path(x.id()) ? bars[x.id() - first_].take() : Tangent());
    return x_bars;
}
// #endregion backwards

}  // namespace surefoot::ad
