#include "autodiff/check_finite.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cmath>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "autodiff/node.hpp"

namespace surefoot::ad {
namespace {

std::atomic<bool> on{false};

std::string described(const Tape& tape, NodeId id) {
    const Node& node = tape.node(id);
    const std::string what = node.op                 ? std::string(name(*node.op))
                             : node.is_constant      ? "constant"
                             : tape.name(id).empty() ? "variable"
                                                     : std::string(tape.name(id));
    return fmt::format("{} #{}", what, id);
}

std::string with_inputs(const Tape& tape, NodeId id) {
    std::string text;
    for (const NodeId input : tape.inputs(id))
        text += fmt::format("{}{} {}", text.empty() ? " of " : ", ", described(tape, input),
                            range(tape.node(input).value.value()));
    return described(tape, id) + text;
}

}  // namespace

void set_check_finite(bool check) { on.store(check, std::memory_order_relaxed); }
bool checks_finite() { return on.load(std::memory_order_relaxed); }

void expect_finite(const Tape& tape, NodeId id) {
    if (!checks_finite() || tape.node(id).is_constant || all_finite(tape.node(id).value.value())) return;
    throw NonFiniteError(fmt::format("the first value that is not finite: {} from {}",
                                     range(tape.node(id).value.value()), with_inputs(tape, id)));
}

void expect_finite(const Tape& tape, NodeId id, const char* rule, const Tangent& result) {
    if (!checks_finite() || !result || all_finite((*result).value())) return;
    throw NonFiniteError(fmt::format("the first value that is not finite: {} from the {} of {}",
                                     range((*result).value()), rule, with_inputs(tape, id)));
}

std::string range(const Tensor& x) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    int nans = 0, infinities = 0;
    for (const Real v : x.values()) {
        nans += std::isnan(v) ? 1 : 0, infinities += std::isinf(v) ? 1 : 0;
        if (std::isfinite(v)) low = std::min(low, double{v}), high = std::max(high, double{v});
    }
    std::string text = to_string(x.shape());
    if (low <= high) text += fmt::format(" in [{:.6g}, {:.6g}]", low, high);
    if (nans > 0) text += fmt::format(", {} NaN", nans);
    if (infinities > 0) text += fmt::format(", {} infinite", infinities);
    return text;
}

}  // namespace surefoot::ad
