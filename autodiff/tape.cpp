#include "autodiff/tape.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "autodiff/check_finite.hpp"
#include "autodiff/error.hpp"
#include "autodiff/node.hpp"

namespace surefoot::ad {

struct Var::Life {
    Tape* tape;  // null once the tape is gone
};

Var::Var(Tensor value, std::shared_ptr<const Life> life, NodeId id, std::uint64_t serial)
    : value_(std::move(value)), life_(std::move(life)), serial_(serial), id_(id) {}

Tape& Var::tape() const {
    if (!life_) throw TapeError(fmt::format("Var {}: a constant, on no tape", to_string(shape())));
    if (!life_->tape) throw TapeError(fmt::format("Var #{} {}: its tape is gone", id_, to_string(shape())));
    Tape& tape = *life_->tape;
    if (id_ >= tape.size() || tape.node(id_).serial != serial_)
        throw TapeError(fmt::format("Var #{} {}: its tape was rewound past it", id_, to_string(shape())));
    return tape;
}

NodeId Var::id() const {
    tape();
    return id_;
}

Tape::Tape() : life_(std::allocate_shared<Var::Life>(pool::Allocator<Var::Life>(), Var::Life{this})) {
    constexpr std::size_t usual = 128;  // nodes of a network's loss: they need not move while it is recorded
    nodes_.reserve(usual), edges_.reserve(usual);
}
Tape::~Tape() { life_->tape = nullptr; }

std::size_t Tape::size() const { return nodes_.size(); }
const Node& Tape::node(NodeId id) const { return nodes_.at(id); }

NodeId Tape::push(Node&& node) {
    const auto id = static_cast<NodeId>(nodes_.size());
    node.serial = next_serial_++;
    nodes_.push_back(std::move(node));
    return id;
}

Var Tape::variable(Tensor value, std::string name) {
    const NodeId id = push({{}, std::move(value), 0, 0, 0, false});
    if (!name.empty()) names_.emplace_back(id, std::move(name));
    expect_finite(*this, id);
    return var(id);
}

Var Tape::record(const Op& op, std::span<const Var* const> inputs, Tensor value) {
    const Var* recorded = *std::find_if(inputs.begin(), inputs.end(), [](const Var* x) { return !x->is_constant(); });
    return recorded->tape().record_here(op, inputs, std::move(value));
}

Var Tape::record_here(const Op& op, std::span<const Var* const> inputs, Tensor value) {
    for (const Var* x : inputs)
        if (!x->is_constant() && &x->tape() != this)
            throw TapeError(fmt::format("{}: its inputs lie on two different tapes", ad::name(op)));
    const auto first = static_cast<std::uint32_t>(edges_.size());
    for (const Var* x : inputs) edges_.push_back(x->is_constant() ? push({{}, x->value(), 0, 0, 0, true}) : x->id_);
    const NodeId id = push({op, std::move(value), first, static_cast<std::uint32_t>(inputs.size()), 0, false});
    expect_finite(*this, id);
    return var(id);
}

void Tape::rewind(std::size_t mark) {
    if (mark > nodes_.size())
        throw TapeError(fmt::format("rewind: mark {} lies ahead of a tape of {} nodes", mark, nodes_.size()));
    while (nodes_.size() > mark) {
        if (nodes_.back().op) edges_.resize(nodes_.back().first_input);
        nodes_.pop_back();
    }
    while (!names_.empty() && names_.back().first >= mark) names_.pop_back();
}

std::span<const NodeId> Tape::inputs(NodeId id) const {
    return std::span(edges_).subspan(node(id).first_input, node(id).input_count);
}

std::string_view Tape::name(NodeId id) const {
    for (const auto& [named, name] : names_)
        if (named == id) return name;
    return {};
}

Var Tape::var(NodeId id) const { return {node(id).value.value(), life_, id, node(id).serial}; }

}  // namespace surefoot::ad
