// Rules, indexing: linear, so each VJP is the op that puts the elements back.   docs/03 §5
#pragma once

#include <string_view>

#include "autodiff/accumulator.hpp"
#include "autodiff/kernels/layout.hpp"
#include "autodiff/ops/indexing.hpp"

namespace surefoot::ad {

struct GatherRows {
    Index rows;
    static constexpr std::string_view name = "gather_rows";
    Tensor forward(const Tensor& x) const { return kernels::gather_rows(x, rows); }
    // ẏ[i] = ẋ[rows[i]]
    void jvp(const Var& x_dot, const Var&, const Var&, Accumulator& y_dot) const { y_dot += gather_rows(x_dot, rows); }
    // x̄[rows[i]] += ȳ[i]
    void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) const {
        x_bar += scatter_rows(y_bar, rows, x.shape()[0]);
    }
};

struct ScatterRows {
    Index rows;
    int extent;
    static constexpr std::string_view name = "scatter_rows";
    Tensor forward(const Tensor& y) const { return kernels::scatter_rows(y, rows, extent); }
    // ẋ[rows[i]] += ẏ[i]
    void jvp(const Var& y_dot, const Var&, const Var&, Accumulator& x_dot) const {
        x_dot += scatter_rows(y_dot, rows, extent);
    }
    // ȳ[i] += x̄[rows[i]]
    void vjp(const Var& x_bar, const Var&, const Var&, Accumulator& y_bar) const { y_bar += gather_rows(x_bar, rows); }
};

struct Pick {
    Index columns;
    static constexpr std::string_view name = "pick";
    Tensor forward(const Tensor& x) const { return kernels::pick(x, columns); }
    // ẏ[i] = ẋ[i, columns[i]]
    void jvp(const Var& x_dot, const Var&, const Var&, Accumulator& y_dot) const { y_dot += pick(x_dot, columns); }
    // x̄[i, columns[i]] += ȳ[i]
    void vjp(const Var& y_bar, const Var& x, const Var&, Accumulator& x_bar) const {
        x_bar += unpick(y_bar, columns, x.shape()[1]);
    }
};

struct Unpick {
    Index columns;
    int extent;
    static constexpr std::string_view name = "unpick";
    Tensor forward(const Tensor& y) const { return kernels::unpick(y, columns, extent); }
    // ẋ[i, columns[i]] = ẏ[i]
    void jvp(const Var& y_dot, const Var&, const Var&, Accumulator& x_dot) const {
        x_dot += unpick(y_dot, columns, extent);
    }
    // ȳ[i] += x̄[i, columns[i]]
    void vjp(const Var& x_bar, const Var&, const Var&, Accumulator& y_bar) const { y_bar += pick(x_bar, columns); }
};

}  // namespace surefoot::ad
