#include "autodiff/op.hpp"

namespace surefoot::ad {
namespace {

// How many inputs an op takes is told by its forward.
template <class T>
concept Unary = requires(const T& op, const Tensor& x) {
    op.forward(x);
};
template <class T>
concept Binary = requires(const T& op, const Tensor& x) {
    op.forward(x, x);
};
template <class T>
concept Ternary = requires(const T& op, const Tensor& x) {
    op.forward(x, x, x);
};

}  // namespace

std::string_view name(const Op& op) {
    if (const auto* custom = std::get_if<Custom>(&op)) return custom->op->name();
    return std::visit([](const auto& o) -> std::string_view { return o.name; }, op);
}

void jvp(const Op& op, std::span<const Tangent* const> x_dot, std::span<const Var* const> x, const Var& y,
         Accumulator& y_dot) {
    std::visit(
        [&]<class T>(const T& o) {
            if constexpr (Unary<T>)
                o.jvp(**x_dot[0], *x[0], y, y_dot);
            else if constexpr (Binary<T>)
                o.jvp(*x_dot[0], *x_dot[1], *x[0], *x[1], y, y_dot);
            else if constexpr (Ternary<T>)
                o.jvp(*x_dot[0], *x_dot[1], *x_dot[2], *x[0], *x[1], *x[2], y, y_dot);
            else
                o.jvp(x_dot, x, y, y_dot);
        },
        op);
}

void vjp(const Op& op, const Var& y_bar, std::span<const Var* const> x, const Var& y,
         std::span<Accumulator* const> x_bar) {
    std::visit(
        [&]<class T>(const T& o) {
            if constexpr (Unary<T>)
                o.vjp(y_bar, *x[0], y, *x_bar[0]);
            else if constexpr (Binary<T>)
                o.vjp(y_bar, *x[0], *x[1], y, *x_bar[0], *x_bar[1]);
            else if constexpr (Ternary<T>)
                o.vjp(y_bar, *x[0], *x[1], *x[2], y, *x_bar[0], *x_bar[1], *x_bar[2]);
            else
                o.vjp(y_bar, x, y, x_bar);
        },
        op);
}

}  // namespace surefoot::ad
