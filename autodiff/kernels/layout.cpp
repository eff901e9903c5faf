#include "autodiff/kernels/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "autodiff/error.hpp"

namespace surefoot::ad::kernels {
namespace {

void check_range(const char* op, const Shape& shape, int axis, std::ptrdiff_t begin, std::ptrdiff_t end) {
    if (begin < 0 || end < begin || end > shape[axis])
        throw ShapeError(fmt::format("{}: [{}, {}) along axis {} of {}", op, begin, end, axis, to_string(shape)));
}

void check_indices(const char* op, std::span<const int> index, int extent) {
    if (index.empty()) return;
    const auto [least, most] = std::ranges::minmax(index);
    if (least < 0 || most >= extent)
        throw ShapeError(fmt::format("{}: index {} is outside [0, {})", op, least < 0 ? least : most, extent));
}

// x's blocks along an axis laid into y at `begin`, by copying or adding.
template <class Put>
void put_slice(Real* out, const AxisView& y, const Tensor& x, std::ptrdiff_t extent, std::ptrdiff_t begin, Put put) {
    const std::ptrdiff_t block = extent * y.inner;
    for (std::ptrdiff_t i = 0; i < y.outer; ++i) {
        const Real* from = x.data() + i * block;
        Real* to = out + (i * y.extent + begin) * y.inner;
        for (std::ptrdiff_t k = 0; k < block; ++k) put(to[k], from[k]);
    }
}

constexpr auto copy = [](Real& to, Real from) { to = from; };
constexpr auto add = [](Real& to, Real from) { to += from; };

}  // namespace

Tensor transpose(const Tensor& x, int axis_a, int axis_b) {
    int a = x.shape().axis(axis_a), b = x.shape().axis(axis_b);
    if (a == b) return x;
    if (a > b) std::swap(a, b);
    Tensor y = Tensor::uninitialized(x.shape().with(a, x.shape()[b]).with(b, x.shape()[a]));
    Real* out = y.write().data();
    // x as [before, A, between, B, after] becomes [before, B, between, A, after].
    const AxisView va = around(x.shape(), a), vb = around(x.shape(), b);
    const std::ptrdiff_t between = vb.extent == 0 ? 0 : va.inner / vb.extent / std::max<std::ptrdiff_t>(vb.inner, 1);
    if (x.size() == 0) return y;
    for (std::ptrdiff_t i = 0; i < va.outer; ++i)
        for (std::ptrdiff_t q = 0; q < vb.extent; ++q)
            for (std::ptrdiff_t m = 0; m < between; ++m)
                for (std::ptrdiff_t p = 0; p < va.extent; ++p)
                    out = std::copy_n(x.data() + (((i * va.extent + p) * between + m) * vb.extent + q) * vb.inner,
                                      vb.inner, out);
    return y;
}

Tensor slice(const Tensor& x, int axis, int begin, int end) {
    check_range("slice", x.shape(), axis, begin, end);
    const AxisView v = around(x.shape(), axis);
    const Shape shape = x.shape().with(axis, end - begin);
    if (v.outer == 1) return x.segment(begin * v.inner, shape);
    Tensor y = Tensor::uninitialized(shape);
    Real* out = y.write().data();
    for (std::ptrdiff_t i = 0; i < v.outer; ++i)
        out = std::copy_n(x.data() + (i * v.extent + begin) * v.inner, (end - begin) * v.inner, out);
    return y;
}

Tensor embed(const Tensor& x, int axis, int begin, int extent) {
    Tensor y = Tensor::zeros(x.shape().with(axis, extent));
    add_into_slice(y, x, axis, begin);
    return y;
}

void add_into_slice(Tensor& y, const Tensor& x, int axis, int begin) {
    const int extent = x.shape()[axis];
    check_range("embed", y.shape(), axis, begin, std::ptrdiff_t{begin} + extent);
    if (y.shape().with(axis, extent) != x.shape())
        throw ShapeError(
            fmt::format("embed: {} along axis {} of {}", to_string(x.shape()), axis, to_string(y.shape())));
    put_slice(y.write().data(), around(y.shape(), axis), x, extent, begin, add);
}

Tensor concatenate(std::span<const Tensor> x, int axis) {
    if (x.empty()) throw ShapeError("concatenate: nothing to join");
    std::ptrdiff_t extent = 0;
    for (const Tensor& part : x) {
        if (part.rank() != x[0].rank() || part.shape().with(axis, 0) != x[0].shape().with(axis, 0))
            throw ShapeError(fmt::format("concatenate: {} and {} differ off axis {}", to_string(x[0].shape()),
                                         to_string(part.shape()), axis));
        extent += part.shape()[axis];
    }
    if (extent > std::numeric_limits<int>::max())
        throw ShapeError("concatenate: an axis longer than an index can count");
    Tensor y = Tensor::uninitialized(x[0].shape().with(axis, static_cast<int>(extent)));
    const AxisView v = around(y.shape(), axis);
    Real* out = y.write().data();
    int begin = 0;
    for (const Tensor& part : x) {
        put_slice(out, v, part, part.shape()[axis], begin, copy);
        begin += part.shape()[axis];
    }
    return y;
}

Tensor gather_rows(const Tensor& x, std::span<const int> rows) {
    if (x.rank() == 0) throw ShapeError("gather_rows: a scalar has no rows");
    check_indices("gather_rows", rows, x.shape()[0]);
    Tensor y = Tensor::uninitialized(x.shape().with(0, static_cast<int>(rows.size())));
    const std::ptrdiff_t row = around(x.shape(), 0).inner;
    Real* out = y.write().data();
    if (row <= 16)  // an element at a time, without a call for each
        for (const int i : rows)
            for (std::ptrdiff_t j = 0; j < row; ++j) *out++ = x.data()[i * row + j];
    else
        for (const int i : rows) out = std::copy_n(x.data() + i * row, row, out);
    return y;
}

Tensor gather_rows(std::span<const std::uint8_t> bytes, const Shape& row, std::span<const int> rows, Real unit) {
    const std::ptrdiff_t size = row.size(), extent = size == 0 ? 0 : std::ssize(bytes) / size;
    if (extent * size != std::ssize(bytes) || extent > std::numeric_limits<int>::max())
        throw ShapeError(fmt::format("gather_rows: {} bytes are no rows of {}", bytes.size(), to_string(row)));
    check_indices("gather_rows", rows, static_cast<int>(extent));
    Tensor y = Tensor::uninitialized(row.with_new(0, static_cast<int>(rows.size())));
    Real* out = y.write().data();
    for (const int i : rows)
        out = std::transform(bytes.data() + i * size, bytes.data() + (i + 1) * size, out,
                             [unit](std::uint8_t v) { return static_cast<Real>(v) / unit; });
    return y;
}

Tensor scatter_rows(const Tensor& y, std::span<const int> rows, int extent) {
    if (y.rank() == 0 || y.shape()[0] != static_cast<int>(rows.size()))
        throw ShapeError(fmt::format("scatter_rows: {} rows of {}", rows.size(), to_string(y.shape())));
    check_indices("scatter_rows", rows, extent);
    Tensor x = Tensor::zeros(y.shape().with(0, extent));
    const std::ptrdiff_t row = around(y.shape(), 0).inner;
    Real* out = x.write().data();
    const Real* from = y.data();
    for (const int i : rows)
        for (std::ptrdiff_t k = 0; k < row; ++k) out[i * row + k] += *from++;
    return x;
}

Tensor pick(const Tensor& x, std::span<const int> columns) {
    if (x.rank() != 2 || x.shape()[0] != static_cast<int>(columns.size()))
        throw ShapeError(
            fmt::format("pick: {} columns of {}: one column a row of a matrix", columns.size(), to_string(x.shape())));
    check_indices("pick", columns, x.shape()[1]);
    Tensor y = Tensor::uninitialized({x.shape()[0]});
    Real* out = y.write().data();
    const Real* row = x.data();
    for (const int j : columns) *out++ = row[j], row += x.shape()[1];
    return y;
}

Tensor unpick(const Tensor& y, std::span<const int> columns, int extent) {
    if (y.rank() != 1 || y.shape()[0] != static_cast<int>(columns.size()))
        throw ShapeError(fmt::format("unpick: {} columns of {}", columns.size(), to_string(y.shape())));
    check_indices("unpick", columns, extent);
    Tensor x = Tensor::zeros({y.shape()[0], extent});
    Real* row = x.write().data();
    const Real* from = y.data();
    for (const int j : columns) row[j] = *from++, row += extent;
    return x;
}

pool::vector<int> argmax(const Tensor& x) {
    if (x.rank() == 0 || x.shape()[-1] == 0)
        throw ShapeError(fmt::format("argmax: {}: nothing has no maximum", to_string(x.shape())));
    const std::ptrdiff_t n = x.shape()[-1];
    pool::vector<int> places;
    for (const Real* row = x.data(); row != x.data() + x.size(); row += n)
        places.push_back(static_cast<int>(
            std::max_element(row, row + n, [](Real a, Real b) { return a < b || (std::isnan(b) && !std::isnan(a)); }) -
            row));
    return places;
}

pool::vector<int> argsort_descending(const Tensor& x) {
    if (x.rank() == 0) throw ShapeError("argsort_descending: a scalar has no order");
    if (x.size() > std::numeric_limits<int>::max())
        throw ShapeError(fmt::format("argsort_descending: {}: too many elements for an index", to_string(x.shape())));
    pool::vector<int> places(static_cast<std::size_t>(x.size()));
    std::iota(places.begin(), places.end(), 0);
    const int n = x.shape()[-1];
    const auto before = [v = x.data()](int a, int b) { return v[a] > v[b] || (std::isnan(v[b]) && !std::isnan(v[a])); };
    for (auto row = places.begin(); n > 0 && row != places.end(); row += n) std::stable_sort(row, row + n, before);
    return places;
}

}  // namespace surefoot::ad::kernels
