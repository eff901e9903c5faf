#include "autodiff/graphviz.hpp"
#include "autodiff/node.hpp"

#include <fmt/format.h>

#include <iterator>

namespace surefoot::ad {
namespace {

std::string quoted(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '"' || c == '\\') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

}  // namespace

std::string graphviz(const Tape& tape) {
    std::string dot = "digraph tape {\n  rankdir=BT;\n  node [fontname=\"sans-serif\"];\n";
    const auto line = std::back_inserter(dot);
    for (NodeId id = 0; id < tape.size(); ++id) {
        const Node& node = tape.node(id);
        const std::string shape = to_string(node.value.shape());
        if (node.op)
            fmt::format_to(line, "  n{} [label=\"{}\\n{}\"];\n", id, name(*node.op), shape);
        else if (node.is_constant)
            fmt::format_to(
                line, "  n{} [shape=plaintext, label=\"{}\"];\n", id,
                node.value.value().rank() == 0 ? fmt::format("{}", node.value.value().item()) : "constant " + shape);
        else
            fmt::format_to(line, "  n{} [shape=box, label=\"{} {}\"];\n", id,
                           tape.name(id).empty() ? "variable" : quoted(tape.name(id)), shape);
        for (const NodeId input : tape.inputs(id)) fmt::format_to(line, "  n{} -> n{};\n", input, id);
    }
    return dot + "}\n";
}

}  // namespace surefoot::ad
