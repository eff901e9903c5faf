// Kernels, layout: copies that move elements and compute nothing.
#pragma once

#include <cstdint>
#include <span>

#include "autodiff/pool.hpp"
#include "autodiff/tensor.hpp"

namespace surefoot::ad::kernels {

Tensor transpose(const Tensor& x, int axis_a, int axis_b);  // two axes swapped
Tensor slice(const Tensor& x, int axis, int begin,
             int end);  // positions [begin, end) of an axis; a view where it can be
Tensor embed(const Tensor& x, int axis, int begin, int extent);        // its transpose: x among zeros
void add_into_slice(Tensor& y, const Tensor& x, int axis, int begin);  // y[…, begin + j, …] += x[…, j, …], in place
Tensor concatenate(std::span<const Tensor> x, int axis);               // one behind the other along an axis

Tensor gather_rows(const Tensor& x, std::span<const int> rows);               // y[i,…] = x[rows[i],…]
Tensor scatter_rows(const Tensor& y, std::span<const int> rows, int extent);  // its transpose: x[rows[i],…] += y[i,…]
Tensor pick(const Tensor& x, std::span<const int> columns);                   // y[i] = x[i, columns[i]]
Tensor unpick(const Tensor& y, std::span<const int> columns, int extent);     // its transpose: x[i, columns[i]] = y[i]

// Along the last axis: where in its row the first maximum is, a NaN before all; and which elements, counted over all of x,
// from the largest down, equal ones as they stand and NaN last.
pool::vector<int> argmax(const Tensor& x);
pool::vector<int> argsort_descending(const Tensor& x);

// y[i,…] = bytes[rows[i],…] / unit, of a table of bytes whose rows have the shape `row`.   → [rows, row…]
Tensor gather_rows(std::span<const std::uint8_t> bytes, const Shape& row, std::span<const int> rows, Real unit);

// All throw ShapeError for axes, ranges, indices or shapes that do not fit.

}  // namespace surefoot::ad::kernels
