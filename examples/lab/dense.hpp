// Dense linear algebra, by LAPACK: what the experiments hold their solutions by products against.
#pragma once

#include <vector>

#include "autodiff/function_ref.hpp"
#include "autodiff/tensor.hpp"

namespace surefoot::lab {

// A symmetric matrix, column by column from its products with unit vectors: n of them.
class Dense {
  public:
    Dense(int n, ad::FunctionRef<ad::Tensor(const ad::Tensor& v)> product);

    double operator()(int i, int j) const {
        return entries_[static_cast<std::size_t>(i) * n_ + static_cast<std::size_t>(j)];
    }
    int size() const { return static_cast<int>(n_); }
    ad::Tensor solve(const ad::Tensor& b) const;  // x of least size with A x = b in the directions that A knows
    ad::Tensor solve_by_cholesky(const ad::Tensor& b) const;  // of a positive definite one: n³/3 multiply-adds
    std::vector<double> eigenvalues() const;                  // ascending

  private:
    std::size_t n_;
    std::vector<double> entries_;
};

// ‖A − B‖ / ‖B‖, both in the sum of squares of the entries.
double relative_difference(const Dense& A, const Dense& B);

// Eigenvalues of a symmetric tridiagonal matrix, ascending, with the square of the first entry of each eigenvector.
struct Ritz {
    double value, weight;
};
std::vector<Ritz> tridiagonal(const std::vector<double>& diagonal, const std::vector<double>& beside);

}  // namespace surefoot::lab
