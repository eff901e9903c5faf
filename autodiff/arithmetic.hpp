// Arithmetic on plain tensors, for whoever works with numbers and never differentiates: solvers, optimisers, batches.
#pragma once

#include <cstdint>
#include <span>

#include "autodiff/tensor.hpp"

namespace surefoot::ad {

// Shapes must be equal; all else throws ShapeError.
Tensor operator+(const Tensor& a, const Tensor& b);
Tensor operator-(const Tensor& a, const Tensor& b);
Tensor operator*(const Tensor& a, const Tensor& b);  // elementwise
Tensor operator*(Real s, const Tensor& x);
Tensor operator/(const Tensor& x, Real s);
void add_into(Tensor& y, const Tensor& x, Real scale = 1);  // y += scale x, in place; std::logic_error when y is shared
void add_into(std::span<Real> y, std::span<const Real> x);  // y += x, of as many elements

double dot(const Tensor& x, const Tensor& y);  // Σ xᵢ yᵢ of tensors of one size, accumulated in double
double norm(const Tensor& x);                  // √Σ xᵢ²
double max_norm(const Tensor& x);              // max |xᵢ|, 0 for nothing; NaN when any is
bool all_finite(const Tensor& x);
Tensor max_magnitude(const Tensor& x, int axis);  // max |xᵢ| along the axis, which is dropped

Tensor gather_rows(const Tensor& x, std::span<const int> rows);  // y[i,…] = x[rows[i],…]
// y[i,…] = bytes[rows[i],…] / unit, of a table of bytes whose rows have the shape `row`.   → [rows, row…]
Tensor gather_rows(std::span<const std::uint8_t> bytes, const Shape& row, std::span<const int> rows, Real unit);
Tensor concatenate(std::span<const Tensor> x, int axis = 0);  // one behind the other
// y[i,j] = clip((x[i,j] − shift[j]) scale[j], −limit, limit).   x: [n,m]   shift, scale: [m]
Tensor standardize_rows(const Tensor& x, const Tensor& shift, const Tensor& scale, Real limit);
// The rows of a matrix made orthonormal, one after the other, as Gram and Schmidt do it. Of no more rows than columns.
Tensor orthonormal_rows(const Tensor& A);

}  // namespace surefoot::ad
