// Ops, indexing: elements and rows chosen by integers.   docs/03 §5
#pragma once

#include <initializer_list>
#include <memory>
#include <span>
#include <utility>

#include "autodiff/var.hpp"

namespace surefoot::ad {

// A list of indices that ops share instead of copying it.
class Index {
  public:
    Index(std::span<const int> values) : Index(pool::vector<int>(values.begin(), values.end())) {}
    Index(std::initializer_list<int> values) : Index(pool::vector<int>(values)) {}
    Index(pool::vector<int> values)
        : values_(std::allocate_shared<pool::vector<int>>(pool::Allocator<int>(), std::move(values))) {}
    operator std::span<const int>() const { return *values_; }
    std::size_t size() const { return values_->size(); }

  private:
    std::shared_ptr<const pool::vector<int>> values_;
};

// All throw ShapeError for indices out of range and counts that do not fit.
Var gather_rows(const Var& x, const Index& rows);               // y[i,…] = x[rows[i],…]; a row may be taken twice
Var scatter_rows(const Var& y, const Index& rows, int extent);  // its transpose: x[rows[i],…] += y[i,…], `extent` rows
Var pick(const Var& x, const Index& columns);                   // y[i] = x[i, columns[i]]: one element a row
Var unpick(const Var& y, const Index& columns, int extent);  // its transpose: x[i, columns[i]] = y[i], zeros elsewhere

// The elements of x at these places, counted in row-major order, under a shape of their number (PyTorch's take).
Var take(const Var& x, const Index& places, const Shape& shape);

// Which elements, along the last axis: the place of the first maximum of each row, and the order from the largest down, equal
// ones as they stand and NaN last. They are constant almost everywhere, so they have no derivative.
Index argmax(const Tensor& x);              // [rows…]: a place within the row for each
Index argsort_descending(const Tensor& x);  // [rows…, n]: places in all of x, as take has them
Var sort_descending(const Var& x);          // x in that order

}  // namespace surefoot::ad
